import type { ControlPlaneCall, Verdict } from "../../../local/control-plane/http/control-plane-call";
import type { Finished } from "../../helpers/run";
import type { Sandbox } from "./sandbox";

/** How a call fails: refused by AWS, or the connection breaks before AWS has done it, or after. */
export type Fault = "error" | "drop" | "drop-after";

/** What the stand-in does for each. */
export const VERDICTS: Readonly<Record<Fault, Verdict>> = {
  error: { status: 403, errorType: "AccessDeniedException", message: "not today" },
  drop: "drop",
  "drop-after": "drop-after",
};

/** A run of terraform in which something failed. */
export interface FaultRun {
  /** What failed, all of it for the first time. Terraform works in parallel, so it may be more than one. */
  readonly operations: readonly string[];
  readonly code: number | null;
}

/** More runs than AWS operations that a stack can need: a chain this long goes in circles. */
const MAX_RUNS = 80;

/**
 * Repeats a run of terraform, each time failing every AWS operation that has not failed yet, until a run meets none any more. So every
 * operation fails throughout one run, in the middle of whatever the failures before have left behind.
 * @param isTarget Which operations fail; all by default
 * @returns What failed, in order, and the last run, in which nothing did
 */
export async function faultChain(
  sandbox: Sandbox,
  fault: Fault,
  command: () => Promise<Finished>,
  isTarget: (operation: string) => boolean = () => true,
): Promise<{ runs: FaultRun[]; last: Finished }> {
  const before = sandbox.intercept;
  const failed = new Set<string>();
  const runs: FaultRun[] = [];
  try {
    for (let i = 0; i < MAX_RUNS; i++) {
      const failing = new Set<string>();
      sandbox.intercept = (call) => {
        const verdict = before(call);
        const operation = operationOf(call);
        if (failed.has(operation) || !isTarget(operation)) return verdict;
        failing.add(operation);
        return VERDICTS[fault];
      };
      const finished = await command();
      if (failing.size === 0) return { runs, last: finished };
      for (const operation of failing) failed.add(operation);
      runs.push({ operations: [...failing], code: finished.code });
    }
    throw new Error(`still failing after ${MAX_RUNS} runs: ${JSON.stringify(runs)}`);
  } finally {
    sandbox.intercept = before;
  }
}

export function operationOf(call: ControlPlaneCall): string {
  return `${call.service}:${call.operation}`;
}

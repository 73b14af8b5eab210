import type { ControlPlaneCall, Verdict } from "../../../local/control-plane/http/control-plane-call";
import type { Finished } from "../../helpers/run";
import type { Sandbox } from "./sandbox";

/** How a call fails: AWS refuses it, or the connection breaks before AWS has done the operation, or after. */
export type Fault = "error" | "drop" | "drop-after";

/** The stand-in's verdict for each kind of fault. */
export const VERDICTS: Readonly<Record<Fault, Verdict>> = {
  error: { status: 403, errorType: "AccessDeniedException", message: "not today" },
  drop: "drop",
  "drop-after": "drop-after",
};

/** A run of terraform in which operations failed. */
export interface FaultRun {
  /** Operations that failed for the first time. There may be several, since Terraform makes calls in parallel. */
  readonly operations: readonly string[];
  readonly code: number | null;
}

/** Maximum number of runs: more than the AWS operations that a stack needs. A longer chain makes no progress. */
const MAX_RUNS = 80;

/**
 * Repeats a run of terraform until no operation fails. In each run, every AWS operation fails that has not failed in an
 * earlier run. So every operation fails throughout one run, in the state that the earlier failures left behind.
 * @param isTarget Whether an operation fails. @default all operations
 * @returns The runs with failures, in order, and the last run, in which no operation failed
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

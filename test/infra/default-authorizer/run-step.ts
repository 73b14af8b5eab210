import { run } from "../../../infra/default-authorizer/run";
import type { DefaultAuthorizerApi } from "../../../infra/default-authorizer/step";
import type { ExitCode } from "../../../infra/default-authorizer/step-errors";
import { type DefaultAuthorizerInput, INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { arnOf, REGION } from "./fake-iot";

export const OWNER = "cloudprnt-prod-5f2c";
/** Name of the stack's current authorizer. */
export const OURS = "cloudprnt";

/** Returns the program's input. @param overrides Members that differ from the usual input */
export function input(overrides: Partial<DefaultAuthorizerInput> = {}): DefaultAuthorizerInput {
  const authorizerName = overrides.authorizerName ?? OURS;
  return {
    authorizerName,
    authorizerArn: arnOf(authorizerName),
    region: REGION,
    owner: OWNER,
    takeOver: false,
    ...overrides,
  };
}

export interface Outcome {
  readonly code: ExitCode;
  /** Lines printed to standard output and standard error. */
  readonly lines: readonly string[];
  /** Total time that the program asked to wait, milliseconds. */
  readonly waited: number;
}

/** Runs the program in this process against the given API, without real waits. */
export async function runStep(
  api: DefaultAuthorizerApi,
  command: "set" | "release" | "guard",
  overrides: Partial<DefaultAuthorizerInput> = {},
): Promise<Outcome> {
  const lines: string[] = [];
  let waited = 0;
  const code = await run({
    arguments: [command],
    environment: { [INPUT_VARIABLE]: JSON.stringify(input(overrides)) },
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    connect: async () => api,
    connectSweep: () => Promise.reject(new Error("nothing to sweep")),
    wait: async (milliseconds) => {
      waited += milliseconds;
    },
  });
  return { code, lines, waited };
}

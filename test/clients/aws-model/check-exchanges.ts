import { join } from "node:path";
import { findBotocorePython } from "../../helpers/botocore-python";
import { run } from "../../helpers/run";
import type { Exchange } from "./exchange-recorder";

/** Result of comparing an exchange with AWS's model of its API. */
export interface Judgement {
  /** Service and operation, such as `iot:CreateAuthorizer`; null if the model has no such operation. */
  readonly operation: string | null;
  readonly status?: number;
  /** Members of the request. */
  readonly members?: readonly string[];
  /** Differences from the model, each beginning with `request` or `answer`; empty if there are none. */
  readonly problems: readonly string[];
}

/** Compares exchanges with AWS's model. @returns one judgement for each exchange, in the same order */
export async function checkExchanges(exchanges: readonly Exchange[]): Promise<Judgement[]> {
  const python = findBotocorePython();
  if (python === undefined) throw new Error("there is no Python with botocore");
  const { code, stdout, stderr } = await run(python, [join(__dirname, "check_exchanges.py")], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    input: JSON.stringify({ exchanges }),
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Judgement[];
}

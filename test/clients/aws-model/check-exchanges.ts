import { join } from "node:path";
import { findBotocorePython } from "../../helpers/botocore-python";
import { run } from "../../helpers/run";
import type { Exchange } from "./exchange-recorder";

/** What AWS's own model says of an exchange. */
export interface Judgement {
  /** `iot:CreateAuthorizer`, or what else the service is called; missing if the model has no such operation. */
  readonly operation: string | null;
  readonly status?: number;
  /** Members that the request gives. */
  readonly members?: readonly string[];
  /** Each with `request`, `answer` or `error` before it; empty if all is as the model says. */
  readonly problems: readonly string[];
}

/** Holds exchanges against AWS's model: one judgement each, in the same order. */
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

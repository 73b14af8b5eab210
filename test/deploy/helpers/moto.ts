import { findProgram } from "../../helpers/needs";
import { spawnTethered } from "../../helpers/tethered";

/** A running moto: the AWS services that Terraform needs besides AWS IoT Core's control plane. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `moto_server` on a free port of 127.0.0.1 and waits until it says that it listens.
 * @param options.managedPolicies Whether AWS's own IAM policies are there, which takes moto a second more. @default false
 */
export async function startMoto({ managedPolicies = false } = {}): Promise<Moto> {
  const program = findProgram("moto_server");
  if (!program) throw new Error("moto_server is not on the PATH");
  const { child, end } = spawnTethered(program, ["-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, PYTHONUNBUFFERED: "1", MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies) },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (match) resolve(match[0]);
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`moto_server ended before it listened:\n${text}`)));
  });
  return {
    url,
    stop: end,
  };
}

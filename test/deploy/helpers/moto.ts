import { findProgram } from "../../helpers/needs";
import { leaseMoto } from "../../helpers/shared/ask-shared-programs";
import { spawnTethered } from "../../helpers/tethered";

/** A running moto server, which has the AWS services that Terraform needs besides AWS IoT Core's control plane. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Returns an empty moto server: one that another test file has released and that was reset, or a new one.
 * @param options.managedPolicies Whether moto has AWS's managed IAM policies. It then is a new process and takes a
 * second longer to start. @default false
 */
export async function startMoto({ managedPolicies = false } = {}): Promise<Moto> {
  if (managedPolicies) return launchMoto({ managedPolicies });
  const { url, release } = await leaseMoto();
  return { url, stop: async () => release() };
}

/** A process of moto. */
export interface MotoProcess extends Moto {
  /** Removes everything from the account. */
  reset(): Promise<void>;
}

/** Starts `moto_server` on a free port of 127.0.0.1 and waits until it says that it listens. */
export async function launchMoto({ managedPolicies = false } = {}): Promise<MotoProcess> {
  const program = findProgram("moto_server");
  if (!program) throw new Error("moto_server is not on the PATH");
  const { child, end } = spawnTethered(program, ["-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, PYTHONUNBUFFERED: "1", MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies) },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      // White space has to follow, since a part of a port's digits would match, too.
      const match = /(http:\/\/127\.0\.0\.1:\d+)\s/.exec(text);
      if (match?.[1]) resolve(match[1]);
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`moto_server ended before it listened:\n${text}`)));
  });
  return {
    url,
    async reset() {
      const { ok, status } = await fetch(`${url}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error(`moto answered its reset with status ${status}`);
    },
    stop: end,
  };
}

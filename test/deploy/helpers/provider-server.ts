import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A running AWS provider that one `terraform` after the other attaches to, instead of starting one each. */
export interface ProviderServer {
  /** Value of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: string;
  close(): Promise<void>;
}

/** Longest start, milliseconds. */
const PATIENCE = 60_000;

/**
 * Starts the provider that `terraform init` has installed in a stack's folder. Most of what a run of terraform costs in a test is
 * starting the provider, twice or three times; it is the same program, and it is configured anew by each run.
 * @param env What the provider sees, as it would see terraform's
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 */
export function startProviderServer(stackFolder: string, env: NodeJS.ProcessEnv): Promise<ProviderServer> {
  const child = spawn(programIn(join(stackFolder, ".terraform", "providers")), ["-debug"], {
    // Paths in a stack start from its folder, for the provider too.
    cwd: stackFolder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    const timer = setTimeout(() => fail("did not start in time"), PATIENCE);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`the AWS provider ${why}:\n${printed}`));
    };
    const onText = (text: string): void => {
      printed += text;
      const reattach = /TF_REATTACH_PROVIDERS='(\{.*\})'/.exec(printed)?.[1];
      if (reattach === undefined) return;
      clearTimeout(timer);
      resolve({ reattach, close: () => end(child) });
    };
    child.stdout.setEncoding("utf8").on("data", onText);
    child.stderr.setEncoding("utf8").on("data", onText);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** The AWS provider's program, wherever below the folder: `<host>/hashicorp/aws/<version>/<platform>`, some of it links. */
function programIn(folder: string): string {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      const found = programIn(path);
      if (found !== "") return found;
    } else if (name.startsWith("terraform-provider-aws")) {
      return path;
    }
  }
  return "";
}

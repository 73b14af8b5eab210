import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror, findProviderProgram } from "../../helpers/provider-mirror";
import { type Finished, run } from "../../helpers/run";
import { type ProviderServer, startProviderServer } from "./provider-server";

/** Runs `terraform` against the stand-in instead of AWS. */
export interface Terraform {
  /** The environment it runs in, for other AWS clients too. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * The environment in which other programs run `terraform`, as this one does: attached to a running provider, for which paths start from
   * this folder.
   */
  attached(folder: string): Promise<NodeJS.ProcessEnv>;
  /** Runs a command in a stack's folder, after `init` if that folder has not seen one. */
  run(stackFolder: string, ...args: string[]): Promise<Finished>;
  /** Like `run`, but a failure throws with terraform's output. */
  must(stackFolder: string, ...args: string[]): Promise<Finished>;
  apply(stackFolder: string, ...args: string[]): Promise<Finished>;
  /** @returns 0: no change, 2: changes, 1: failure */
  plan(stackFolder: string, ...args: string[]): Promise<Finished>;
  destroy(stackFolder: string): Promise<Finished>;
  /**
   * Applies, and kills terraform and the provider outright as soon as told to.
   * @returns whether it was killed before it ended
   */
  applyUntilKilled(stackFolder: string, kill: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Asks `terraform init` for the AWS provider. */
const PROVIDER_WANTED = { terraform: { required_providers: { aws: { source: "hashicorp/aws" } } } };

/** Go's memory is freed at a process's end, which comes before it has collected much: collecting is a third of what a plan costs terraform. */
const WITHOUT_COLLECTING = { GOGC: "off", GOMEMLIMIT: "1GiB" };

/** Fewer retries than in production: a fault that is injected should be seen at once. */
const PROVIDER_OVERRIDE = { provider: { aws: [{ max_retries: 1 }] } };

/**
 * @param endpoint URL of the stand-in's control plane
 * @param initArguments More for `terraform init`
 */
export async function makeTerraform(
  endpoint: string,
  region: string,
  initArguments: readonly string[] = [],
): Promise<Terraform> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-terraform-"));
  const cliConfig = join(folder, "terraform.rc");
  const mirror = findProviderMirror();
  await writeFile(
    cliConfig,
    `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["registry.terraform.io/*/*"]
  }
  direct {
    exclude = ["registry.terraform.io/*/*"]
  }
}
`,
  );
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: folder,
    TF_CLI_CONFIG_FILE: cliConfig,
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  let program: Promise<string> | undefined;
  /** The provider's program, unpacked if the mirror has it in a zip file. */
  const providerProgram = async (): Promise<string> => {
    const unpacked = mirror && findProviderProgram(mirror);
    if (unpacked) return unpacked;
    await writeFile(join(folder, "provider.tf.json"), JSON.stringify(PROVIDER_WANTED));
    await init(folder, env);
    const installed = findProviderProgram(join(folder, ".terraform", "providers"));
    if (!installed) throw new Error("terraform init installed no AWS provider");
    return installed;
  };
  /** By the folders they were started for. */
  const providers = new Map<string, Promise<ProviderServer>>();
  const attached = async (cwd: string): Promise<NodeJS.ProcessEnv> => {
    program ??= providerProgram();
    const path = await program;
    const provider = providers.get(cwd) ?? startProviderServer(path, cwd, { ...env, TMPDIR: folder });
    providers.set(cwd, provider);
    return { ...env, ...WITHOUT_COLLECTING, TF_REATTACH_PROVIDERS: (await provider).reattach };
  };

  const initialized = new Set<string>();
  /** How to run terraform in a stack's folder, which is initialized. */
  const inFolder = async (stackFolder: string) => {
    const options = { cwd: stackFolder, env: await attached(stackFolder), timeout: 300_000 };
    if (!initialized.has(stackFolder)) {
      await writeFile(join(stackFolder, "local_override.tf.json"), JSON.stringify(PROVIDER_OVERRIDE));
      await init(stackFolder, options.env, initArguments);
      initialized.add(stackFolder);
    }
    return options;
  };

  const terraform: Terraform = {
    env,
    attached,
    async run(stackFolder, ...args) {
      return run("terraform", [...args, "-no-color"], await inFolder(stackFolder));
    },
    async applyUntilKilled(stackFolder, kill) {
      const options = await inFolder(stackFolder);
      const args = ["apply", "-auto-approve", "-input=false"];
      const child = spawn("terraform", args, { ...options, stdio: "ignore" });
      const provider = providers.get(stackFolder);
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
      kill.addEventListener("abort", () => child.kill("SIGKILL"));
      await ended;
      if (child.signalCode === null) return false;
      await (await provider)?.close();
      providers.delete(stackFolder);
      return true;
    },
    async must(stackFolder, ...args) {
      const finished = await terraform.run(stackFolder, ...args);
      if (finished.code !== 0) throw new Error(`terraform ${args.join(" ")} failed:\n${finished.output}`);
      return finished;
    },
    apply: (stackFolder, ...args) => terraform.run(stackFolder, "apply", "-auto-approve", "-input=false", ...args),
    plan: (stackFolder, ...args) => terraform.run(stackFolder, "plan", "-detailed-exitcode", "-input=false", ...args),
    destroy: (stackFolder) => terraform.run(stackFolder, "destroy", "-auto-approve", "-input=false"),
    async close() {
      const started = await Promise.allSettled(providers.values());
      await Promise.all(started.map((each) => each.status === "fulfilled" && each.value.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return terraform;
}

async function init(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<void> {
  const { code, output } = await run("terraform", ["init", "-input=false", "-no-color", ...args], { cwd, env });
  if (code !== 0) throw new Error(`terraform init failed:\n${output}`);
}

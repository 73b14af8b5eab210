import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror, findProviderProgram } from "../../helpers/provider-mirror";
import { type Finished, run } from "../../helpers/run";
import { type ProviderServer, startProviderServer } from "./provider-server";

/** Runs `terraform` with the stand-in in place of AWS. */
export interface Terraform {
  /** Environment of terraform, which other AWS clients can use, too. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Returns the environment for other programs that run `terraform`: attached to a running provider, for which paths
   * are relative to this folder.
   */
  attached(folder: string): Promise<NodeJS.ProcessEnv>;
  /** Runs a command in a stack's folder; the first time, after `terraform init`. */
  run(stackFolder: string, ...args: string[]): Promise<Finished>;
  /** Like `run`. @throws Error with terraform's output if the command fails */
  must(stackFolder: string, ...args: string[]): Promise<Finished>;
  apply(stackFolder: string, ...args: string[]): Promise<Finished>;
  /** Plans with `-detailed-exitcode`. @returns code 0: no changes, 2: changes, 1: failure */
  plan(stackFolder: string, ...args: string[]): Promise<Finished>;
  destroy(stackFolder: string): Promise<Finished>;
  /**
   * Applies, and kills terraform and the provider with SIGKILL when the signal is aborted.
   * @returns whether terraform was killed before it ended
   */
  applyUntilKilled(stackFolder: string, kill: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Configuration with which `terraform init` installs the AWS provider. */
const PROVIDER_WANTED = { terraform: { required_providers: { aws: { source: "hashicorp/aws" } } } };

/**
 * Switches Go's garbage collection off, which takes a third of a plan's time. Terraform ends before it needs much
 * memory.
 */
const WITHOUT_COLLECTING = { GOGC: "off", GOMEMLIMIT: "1GiB" };

/** Fewer retries than in production, so that an injected fault is reported at once. */
const PROVIDER_OVERRIDE = { provider: { aws: [{ max_retries: 1 }] } };

/**
 * Makes a `terraform` that calls a stand-in.
 * @param endpoint URL of the stand-in's control plane
 * @param initArguments Further arguments of `terraform init`
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
  /** Returns the path of the provider's program, which `terraform init` unpacks if the mirror has a zip file. */
  const providerProgram = async (): Promise<string> => {
    const unpacked = mirror && findProviderProgram(mirror);
    if (unpacked) return unpacked;
    await writeFile(join(folder, "provider.tf.json"), JSON.stringify(PROVIDER_WANTED));
    await init(folder, env);
    const installed = findProviderProgram(join(folder, ".terraform", "providers"));
    if (!installed) throw new Error("terraform init installed no AWS provider");
    return installed;
  };
  /** Providers by the folder that they were started for. */
  const providers = new Map<string, Promise<ProviderServer>>();
  const attached = async (cwd: string): Promise<NodeJS.ProcessEnv> => {
    program ??= providerProgram();
    const path = await program;
    const provider = providers.get(cwd) ?? startProviderServer(path, cwd, { ...env, TMPDIR: folder });
    providers.set(cwd, provider);
    return { ...env, ...WITHOUT_COLLECTING, TF_REATTACH_PROVIDERS: (await provider).reattach };
  };

  const initialized = new Set<string>();
  /** Initializes a stack's folder if it is not. @returns options for running terraform there */
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

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../../cli/helpers/run-cli";
import type { Checkout } from "./checkout";
import { type Sandbox, startSandbox } from "./sandbox";

/** Exit code and output of `iot-auth review`. */
export interface Reviewed {
  /** 1 if access widens. */
  readonly code: number;
  readonly text: string;
}

/** A stack in a sandbox whose plans are reviewed. */
export interface ReviewStack {
  readonly sandbox: Sandbox;
  readonly checkout: Checkout;
  /** The stack's folder, with `tfplan` and `plan.json` of the last plan in it. */
  readonly folder: string;
  /** Synthesizes and plans. @returns the plan's JSON */
  plan(...args: string[]): Promise<string>;
  /** Plans with `-refresh=false`, since AWS has what the last apply made. */
  planQuickly(...args: string[]): Promise<string>;
  /** Applies the last plan. */
  apply(): Promise<void>;
  /** Configures and deploys, so that the next plan starts from there. */
  deploy(settings: string): Promise<void>;
  /** Runs `iot-auth review plan.json --exit-code`. */
  run(...args: string[]): ReturnType<typeof runCli>;
  /** Plans what settings would change, and reviews it. */
  reviewOf(settings: string): Promise<Reviewed>;
  /** Reviews the last plan. */
  review(): Promise<Reviewed>;
  close(): Promise<void>;
}

/** Starts a sandbox. @param settings The text inside `defineConfig({ … })`, for a stack of the name `stackName` */
export async function startReviewStack(
  stackName: string,
  settings: string,
  users: readonly object[] = [],
): Promise<ReviewStack> {
  const sandbox = await startSandbox();
  const checkout = await sandbox.checkout(settings, users);
  const folder = checkout.stackFolder(stackName);
  const stack: ReviewStack = {
    sandbox,
    checkout,
    folder,
    async plan(...args) {
      await checkout.synth();
      // Removes the tests' override file after Terraform is initialized, since no plan of this project has one.
      await sandbox.terraform.must(folder, "version");
      await rm(join(folder, "local_override.tf.json"), { force: true });
      await sandbox.terraform.must(folder, "plan", "-input=false", "-out=tfplan", ...args);
      const { stdout } = await sandbox.terraform.must(folder, "show", "-json", "tfplan");
      await writeFile(join(folder, "plan.json"), stdout);
      return stdout;
    },
    planQuickly: (...args) => stack.plan("-refresh=false", ...args),
    async apply() {
      await sandbox.terraform.must(folder, "apply", "-input=false", "tfplan");
    },
    async deploy(text) {
      await checkout.configure(text);
      await stack.planQuickly();
      await stack.apply();
    },
    run: (...args) =>
      runCli(["review", "plan.json", "--synthesized", join(checkout.folder, "cdktf.out"), "--exit-code", ...args], {
        cwd: folder,
      }),
    async reviewOf(text) {
      await checkout.configure(text);
      await stack.planQuickly();
      return stack.review();
    },
    async review() {
      const { code, stdout, stderr } = await stack.run();
      expect(stderr).toBe("");
      return { code, text: stdout };
    },
    close: () => sandbox.close(),
  };
  return stack;
}

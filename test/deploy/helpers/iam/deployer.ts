import type { IamPolicy } from "../../../../infra/permissions/policy-document";
import type { Finished } from "../../../helpers/run";
import { runAws, runTool } from "../../../helpers/shared/ask-shared-programs";
import type { Checkout } from "../checkout";
import type { Usage } from "./gate";
import { type GuardedAccount, type GuardedAccountOptions, startGuardedAccount } from "./guarded-account";

/** Name of the stack that is deployed. */
export const STACK = "fleet";

/** An account and a stack to deploy to it, with the policies that `iot-auth iam-policy` prints for the stack. */
export interface Deployer {
  readonly account: GuardedAccount;
  readonly checkout: Checkout;
  readonly folder: string;
  /** From now on, calls are refused that the policy printed for a task does not allow. */
  guard(task: string, ...args: string[]): Promise<void>;
  iotAuth(...args: string[]): Promise<Finished>;
  /** Deploys settings with the policy printed for them. */
  deploy(settings: string, ...args: string[]): Promise<Finished>;
  /** Deploys settings with the policy printed for them, and expects that no call is refused. */
  deploys(settings: string, ...args: string[]): Promise<void>;
  /** Plans with the policy for plans, and expects no changes and no refused calls. */
  plansNoChange(): Promise<void>;
  /** Runs the AWS CLI without the gate. */
  aws(...args: string[]): Promise<void>;
}

/**
 * Starts an account with a gate and makes a checkout of the stack.
 * @param settings The stack's first settings, see `Checkout.configure`; its name is {@link STACK}
 * @param usage Record to which the gate adds what the policies allow and what calls need
 * @param options Further options of the account
 */
export async function startDeployer(
  settings: string,
  usage: Usage,
  options: Omit<GuardedAccountOptions, "usage"> = {},
): Promise<Deployer> {
  const account = await startGuardedAccount({ ...options, usage });
  const checkout = await account.checkout(settings);
  const folder = checkout.stackFolder(STACK);
  const deployer: Deployer = {
    account,
    checkout,
    folder,
    async guard(task, ...args) {
      const { code, stdout, output } = await runTool({
        argv: ["iam-policy", task, ...args],
        cwd: checkout.folder,
        env: {},
      });
      if (code !== 0) throw new Error(output);
      account.gate.guard({ task, caller: JSON.parse(stdout) as IamPolicy });
    },
    iotAuth: (...args) =>
      runTool({ argv: args, cwd: checkout.folder, env: account.terraform.env, input: "a wrong password" }),
    async deploy(next, ...args) {
      await checkout.configure(next);
      await checkout.synth();
      await deployer.guard("deploy", ...args);
      return account.terraform.apply(folder);
    },
    async deploys(next, ...args) {
      const { code, output } = await deployer.deploy(next, ...args);
      expect(account.gate.refused).toEqual([]);
      expect(code === 0 ? "" : output).toBe("");
    },
    async plansNoChange() {
      await deployer.guard("plan");
      expect((await account.terraform.plan(folder)).output).toContain("No changes");
      expect(account.gate.refused).toEqual([]);
    },
    async aws(...args) {
      const { code, output } = await runAws(args, account.ownerEnv);
      if (code !== 0) throw new Error(output);
    },
  };
  return deployer;
}

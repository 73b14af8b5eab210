import type { IamPolicy } from "../../infra/permissions/policy-document";
import { describeWith } from "../helpers/needs";
import { runAws, runTool } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { newUsage } from "./helpers/iam/gate";
import { type GuardedAccount, startGuardedAccount } from "./helpers/iam/guarded-account";
import { ACCOUNT } from "./helpers/iam/requirement";
import { REGION } from "./helpers/sandbox";

jest.setTimeout(300_000);

const STACK = "fleet";
const BUCKET = "states-of-fleet";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deployer`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "The policies for a caller and the role that the caller assumes",
  () => {
    const usage = newUsage();
    let account: GuardedAccount;
    let checkout: Checkout;
    let folder: string;

    beforeAll(async () => {
      account = await startGuardedAccount({ initArguments: ["-backend-config=use_path_style=true"], usage });
      await aws(
        "s3api",
        "create-bucket",
        "--bucket",
        BUCKET,
        "--create-bucket-configuration",
        `LocationConstraint=${REGION}`,
      );
      checkout = await account.checkout(
        `name: "${STACK}", region: "${REGION}", authorizer: { setAsDefault: true }, groups: { devices: device() },
       assumeRole: { roleArn: "${ROLE}" }, backend: { type: "s3", bucket: "${BUCKET}", key: "stacks/fleet.tfstate" }`,
      );
      folder = checkout.stackFolder(STACK);
      await checkout.synth();
    });
    afterAll(() => account?.close());

    const aws = async (...args: string[]) => {
      const { code, output } = await runAws(args, account.ownerEnv);
      if (code !== 0) throw new Error(output);
    };
    const iotAuth = (...args: string[]) => runTool({ argv: args, cwd: checkout.folder, env: account.terraform.env });
    const policy = async (...args: string[]): Promise<IamPolicy> => {
      const { code, stdout, output } = await iotAuth("iam-policy", ...args);
      if (code !== 0) throw new Error(output);
      return JSON.parse(stdout) as IamPolicy;
    };
    const guard = async (task: string) =>
      account.gate.guard({ task, caller: await policy(`${task}-caller`), role: await policy(task) });

    it("together suffice to apply and to plan: the caller's for the state, the role's for the account", async () => {
      await guard("deploy");

      const applied = await account.terraform.apply(folder);
      expect(account.gate.refused).toEqual([]);
      expect(applied.code === 0 ? "" : applied.output).toBe("");

      await guard("plan");
      expect((await account.terraform.plan(folder)).output).toContain("No changes");
      expect((await iotAuth("endpoint")).code).toBe(0);
      expect(account.gate.refused).toEqual([]);
    });

    it("do not allow the caller alone to plan", async () => {
      account.gate.guard({ task: "deploy-caller alone", caller: await policy("deploy-caller") });

      expect((await account.terraform.plan(folder)).code).toBe(1);
      expect(account.gate.refused.splice(0).length).toBeGreaterThan(0);
    });

    it("suffice to destroy, and allow nothing for the state or the role that no call needs", async () => {
      await guard("deploy");

      const { code, output } = await account.terraform.destroy(folder);
      expect(account.gate.refused).toEqual([]);
      expect(code === 0 ? "" : output).toBe("");
      const ofCaller = (grant: string) => /^(plan|deploy): (\w*State|AssumeDeployer) /.test(grant);
      expect([...usage.granted].filter(ofCaller).length).toBeGreaterThan(3);
      expect(account.gate.unused().filter(ofCaller)).toEqual([]);
    });
  },
);

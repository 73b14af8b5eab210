import type { IamPolicy } from "../../infra/permissions/policy-document";
import { describeWith } from "../helpers/needs";
import { runAws, runTool } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { type GuardedAccount, startGuardedAccount } from "./helpers/iam/guarded-account";
import { ACCOUNT } from "./helpers/iam/requirement";
import { REGION } from "./helpers/sandbox";

jest.setTimeout(300_000);

const STACK = "fleet";
const BUCKET = "states-of-fleet";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deployer`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "The policies for a caller and a role it assumes",
  () => {
    let account: GuardedAccount;
    let checkout: Checkout;
    let folder: string;

    beforeAll(async () => {
      account = await startGuardedAccount({ initArguments: ["-backend-config=use_path_style=true"] });
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

    it("keep the state for the caller, and the account for the role", async () => {
      await guard("deploy");

      const applied = await account.terraform.apply(folder);
      expect(account.gate.refused).toEqual([]);
      expect(applied.code === 0 ? "" : applied.output).toBe("");

      await guard("plan");
      expect((await account.terraform.plan(folder)).output).toContain("No changes");
      expect((await iotAuth("endpoint")).code).toBe(0);
      expect(account.gate.refused).toEqual([]);
    });

    it("do not let the caller do the role's work", async () => {
      account.gate.guard({ task: "deploy-caller alone", caller: await policy("deploy-caller") });

      expect((await account.terraform.plan(folder)).code).toBe(1);
      expect(account.gate.refused.splice(0).length).toBeGreaterThan(0);
    });

    it("suffice to destroy", async () => {
      await guard("deploy");

      const { code, output } = await account.terraform.destroy(folder);
      expect(account.gate.refused).toEqual([]);
      expect(code === 0 ? "" : output).toBe("");
      expect(account.gate.unused().filter((grant) => /^(plan|deploy): (\w*State|AssumeDeployer) /.test(grant))).toEqual(
        [],
      );
    });
  },
);

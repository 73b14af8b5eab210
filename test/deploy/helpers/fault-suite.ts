import { describeWith } from "../../helpers/needs";
import { type Fault, faultChain } from "./fault-chain";
import { type SharedAccount, STACK, sharedStackSettings, startSharedAccount } from "./shared-account";

/** What the rename calls the authorizer. */
const RENAMED = "devices-2";

/** What an apply must have met for the chain to mean anything. */
const APPLY_MEETS = [
  "sts:GetCallerIdentity",
  "iot:DescribeEndpoint",
  "logs:CreateLogGroup",
  "iam:CreateRole",
  "iam:PutRolePolicy",
  "lambda:CreateFunction",
  "iot:CreateAuthorizer",
  "lambda:AddPermission",
  "iot:DescribeDefaultAuthorizer",
  "iot:TagResource",
  "iot:SetDefaultAuthorizer",
];
const RENAME_MEETS = [
  "iot:CreateAuthorizer",
  "lambda:AddPermission",
  "iot:SetDefaultAuthorizer",
  "iot:DeleteAuthorizer",
  "lambda:RemovePermission",
];
const DESTROY_MEETS = [
  "iot:SetDefaultAuthorizer",
  "lambda:RemovePermission",
  "iot:UpdateAuthorizer",
  "iot:DeleteAuthorizer",
  "lambda:DeleteFunction",
  "iam:DeleteRolePolicy",
  "iam:DeleteRole",
  "logs:DeleteLogGroup",
];

/** The tests of one kind of fault; each kind is a file of its own, so that they run side by side. */
export function faultSuite(fault: Fault, title: string): void {
  describeWith(["terraform", "provider-mirror", "moto_server", "aws"], title, () => {
    jest.setTimeout(900_000);
    let account: SharedAccount;

    beforeAll(async () => {
      account = await startSharedAccount();
    });
    afterAll(() => account?.sandbox.close());

    it("does not keep apply from converging, and the default always points at an authorizer that exists", async () => {
      const { sandbox, folder, violations } = account;

      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.apply(folder));

      expect(runs.some((run) => run.code !== 0)).toBe(true);
      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(APPLY_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe(STACK);
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    });

    it("does not keep a rename from converging, with no moment without a default and no temporary authorizer left", async () => {
      const { sandbox, checkout, folder, violations } = account;
      await checkout.configure(sharedStackSettings(`name: "${RENAMED}", setAsDefault: true, takeOver: true`));
      await checkout.synth();

      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.apply(folder));

      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(RENAME_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe(RENAMED);
      expect(account.authorizers()).toEqual([RENAMED, "theirs"]);
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    });

    it("does not keep destroy from converging, and gives the default back to its owner", async () => {
      const { sandbox, folder, violations } = account;

      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.destroy(folder));

      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(DESTROY_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
      expect(account.authorizers()).toEqual(["theirs"]);
      expect((await sandbox.terraform.must(folder, "state", "list")).stdout).toBe("");
    });
  });
}

import { describeWith } from "../../helpers/needs";
import { type Fault, faultChain } from "./fault-chain";
import { type SharedAccount, STACK, sharedStackSettings, startSharedAccount } from "./shared-account";
import { sideBySide } from "./side-by-side";

/** The authorizer's name after the rename. */
const RENAMED = "devices-2";

/** Operations that have to fail at least once in the chain of an apply. */
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

const settings = (name: string): string =>
  sharedStackSettings(`${name === STACK ? "" : `name: "${name}", `}setAsDefault: true, takeOver: true`);

/** Deploys the stack with a name of its authorizer, without faults. */
async function deploy({ sandbox, checkout, folder }: SharedAccount, name: string): Promise<void> {
  await checkout.configure(settings(name));
  await checkout.synth();
  const { code, output } = await sandbox.terraform.apply(folder);
  if (code !== 0) throw new Error(output);
}

/** Declares the tests of one kind of fault. Each kind has its own file, so that the kinds run side by side. */
export function faultSuite(fault: Fault, title: string): void {
  describeWith(["terraform", "provider-mirror", "moto_server", "aws"], title, () => {
    jest.setTimeout(900_000);
    /** One account for each chain of faults. */
    let accounts: readonly SharedAccount[] = [];

    beforeAll(async () => {
      accounts = await Promise.all(Array.from({ length: 3 }, startSharedAccount));
    });
    afterAll(() => Promise.all(accounts.map(({ sandbox }) => sandbox.close())));

    const applyConverges = async ({ sandbox, folder, violations }: SharedAccount): Promise<void> => {
      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.apply(folder));

      expect(runs.some((run) => run.code !== 0)).toBe(true);
      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(APPLY_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe(STACK);
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    };
    const renameConverges = async (account: SharedAccount): Promise<void> => {
      const { sandbox, checkout, folder, violations } = account;
      await deploy(account, STACK);
      await checkout.configure(settings(RENAMED));
      await checkout.synth();

      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.apply(folder));

      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(RENAME_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe(RENAMED);
      expect(account.authorizers()).toEqual([RENAMED, "theirs"]);
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    };
    const destroyConverges = async (account: SharedAccount): Promise<void> => {
      const { sandbox, folder, violations } = account;
      await deploy(account, STACK);
      await deploy(account, RENAMED);

      const { runs, last } = await faultChain(sandbox, fault, () => sandbox.terraform.destroy(folder));

      expect(last.code === 0 ? "" : last.output).toBe("");
      expect(violations).toEqual([]);
      expect(runs.flatMap((run) => run.operations)).toEqual(expect.arrayContaining(DESTROY_MEETS));
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
      expect(account.authorizers()).toEqual(["theirs"]);
      expect((await sandbox.terraform.must(folder, "state", "list")).stdout).toBe("");
    };

    const of = (at: number, test: (account: SharedAccount) => Promise<void>) => () =>
      test(accounts[at] as SharedAccount);
    sideBySide(
      {
        "lets apply succeed when it is repeated, and the default authorizer always exists": of(0, applyConverges),
      },
      {
        "lets a rename succeed when it is repeated, the default is always set, and no temporary authorizer is left": of(
          1,
          renameConverges,
        ),
      },
      { "lets destroy succeed when it is repeated, and restores the previous default": of(2, destroyConverges) },
    );
  });
}

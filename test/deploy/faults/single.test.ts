import { describeWith } from "../../helpers/needs";
import type { Finished } from "../../helpers/run";
import { type Fault, operationOf, VERDICTS } from "../helpers/fault-chain";
import { type SharedAccount, STACK, startSharedAccount } from "../helpers/shared-account";

jest.setTimeout(900_000);

/** Operations that change something; what only reads is failed in the chains of faults. */
const CHANGES = /:(?!Describe|Get|List)[A-Z]\w+$/;

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A single call that fails", () => {
  let account: SharedAccount;
  /** Operations whose failure ended a run. */
  const failed = new Set<string>();

  beforeAll(async () => {
    account = await startSharedAccount();
  });
  afterAll(() => account?.sandbox.close());

  /** Operations of a run that change something, in order. */
  const operationsOf = async (command: () => Promise<Finished>) => {
    account.sandbox.calls.splice(0);
    const { code, output } = await command();
    expect(code === 0 ? "" : output).toBe("");
    return [...new Set(account.sandbox.calls.map(operationOf))].filter((operation) => CHANGES.test(operation));
  };
  /** One run in which an operation fails, and the one after. */
  const failOnce = async (operation: string, fault: Fault, command: () => Promise<Finished>) => {
    const { sandbox } = account;
    const undisturbed = sandbox.intercept;
    sandbox.intercept = (call) => {
      const verdict = undisturbed(call);
      return operationOf(call) === operation ? VERDICTS[fault] : verdict;
    };
    const first = await command();
    sandbox.intercept = undisturbed;
    // Some are made up for within the run: the default-authorizer program does without a tag that it no longer needs.
    if (first.code !== 0) failed.add(operation);
    const second = await command();
    return { operation, fault, second: second.code === 0 ? "done" : second.output };
  };

  it("is made up for by the next run, whichever call of a deploy or a destroy it is", async () => {
    const { sandbox, folder, violations } = account;
    const apply = () => sandbox.terraform.apply(folder);
    const destroy = () => sandbox.terraform.destroy(folder);
    const [applying, destroying] = [await operationsOf(apply), await operationsOf(destroy)];
    expect(applying).toEqual(
      expect.arrayContaining(["iam:CreateRole", "iot:CreateAuthorizer", "iot:SetDefaultAuthorizer"]),
    );
    expect(destroying).toEqual(expect.arrayContaining(["iam:DeleteRole", "iot:DeleteAuthorizer"]));

    for (let round = 0; round < Math.max(applying.length, destroying.length); round++) {
      // Every call fails in the chains of faults in either way; here they take turns.
      const [one, other] = round % 2 === 0 ? (["error", "drop"] as const) : (["drop", "error"] as const);
      // Of a list that is through, the first ones come again.
      const [toApply = "", toDestroy = ""] = [applying[round % applying.length], destroying[round % destroying.length]];
      expect(await failOnce(toApply, one, apply)).toMatchObject({ operation: toApply, second: "done" });
      expect(sandbox.defaultAuthorizer()).toBe(STACK);
      expect(await failOnce(toDestroy, other, destroy)).toMatchObject({ operation: toDestroy, second: "done" });
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
      expect(account.authorizers()).toEqual(["theirs"]);
    }
    expect(violations).toEqual([]);
    const expected = [...applying, ...destroying].filter((operation) => operation !== "iot:TagResource");
    expect([...failed]).toEqual(expect.arrayContaining(expected));
  });
});

import { describeWith } from "../../helpers/needs";
import { type Fault, operationOf, VERDICTS } from "./fault-chain";
import { type SharedAccount, STACK, startSharedAccount } from "./shared-account";

/** Operations that change something; what only reads is failed in the chain of faults. */
const CHANGES = /:(?!Describe|Get|List)[A-Z]\w+$/;

/**
 * For every operation that changes something, in a deploy and in a destroy: that one fails in an otherwise undisturbed run, and the next
 * run must finish the work. Each kind of fault is a file of its own, so that they run side by side.
 */
export function singleFaultSuite(fault: Fault, title: string): void {
  describeWith(["terraform", "provider-mirror", "moto_server", "aws"], title, () => {
    jest.setTimeout(900_000);
    let account: SharedAccount;
    /** Operations whose failure ended a run. */
    const failed = new Set<string>();

    beforeAll(async () => {
      account = await startSharedAccount();
    });
    afterAll(() => account?.sandbox.close());

    /** Operations of a run, in order. */
    const operationsOf = async (command: () => Promise<{ code: number | null; output: string }>) => {
      account.sandbox.calls.splice(0);
      const { code, output } = await command();
      expect(code === 0 ? "" : output).toBe("");
      return [...new Set(account.sandbox.calls.map(operationOf))].filter((operation) => CHANGES.test(operation));
    };
    /** One run in which an operation fails, and the one after. */
    const failOnce = async (operation: string, command: () => Promise<{ code: number | null; output: string }>) => {
      const { sandbox } = account;
      const undisturbed = sandbox.intercept;
      sandbox.intercept = (call) => {
        const verdict = undisturbed(call);
        return operationOf(call) === operation ? VERDICTS[fault] : verdict;
      };
      const { code } = await command();
      sandbox.intercept = undisturbed;
      const { code: secondCode, output } = await command();
      // Some are made up for within the run: the default-authorizer program does without a tag that it no longer needs.
      if (code !== 0) failed.add(operation);
      return { operation, second: secondCode === 0 ? "done" : output };
    };

    it("is made up for by the next run, whichever operation it hits", async () => {
      const { sandbox, folder, violations } = account;
      const apply = () => sandbox.terraform.apply(folder);
      const destroy = () => sandbox.terraform.destroy(folder);
      const [applying, destroying] = [await operationsOf(apply), await operationsOf(destroy)];
      expect(applying).toEqual(
        expect.arrayContaining(["iam:CreateRole", "iot:CreateAuthorizer", "iot:SetDefaultAuthorizer"]),
      );
      expect(destroying).toEqual(expect.arrayContaining(["iam:DeleteRole", "iot:DeleteAuthorizer"]));

      const rounds = Math.max(applying.length, destroying.length);
      for (let i = 0; i < rounds; i++) {
        // Of a list that is through, the first ones come again.
        const [toApply = "", toDestroy = ""] = [applying[i % applying.length], destroying[i % destroying.length]];
        expect(await failOnce(toApply, apply)).toEqual({ operation: toApply, second: "done" });
        expect(sandbox.defaultAuthorizer()).toBe(STACK);
        expect(await failOnce(toDestroy, destroy)).toEqual({ operation: toDestroy, second: "done" });
        expect(sandbox.defaultAuthorizer()).toBe("theirs");
        expect(account.authorizers()).toEqual(["theirs"]);
      }
      expect(violations).toEqual([]);
      const expected = [...applying, ...destroying].filter((operation) => operation !== "iot:TagResource");
      expect([...failed]).toEqual(expect.arrayContaining(expected));
    });
  });
}

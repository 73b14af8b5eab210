import { describeWith } from "../../helpers/needs";
import type { Finished } from "../../helpers/run";
import { type Fault, operationOf, VERDICTS } from "../helpers/fault-chain";
import { type SharedAccount, STACK, startSharedAccount } from "../helpers/shared-account";

jest.setTimeout(900_000);

/** Number of accounts in which calls fail at the same time: a run of Terraform mostly waits for AWS. */
const ACCOUNTS = 3;

/** Matches operations that change something. Operations that only read fail in the chains of faults. */
const CHANGES = /:(?!Describe|Get|List)[A-Z]\w+$/;

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A single call that fails", () => {
  let accounts: readonly SharedAccount[] = [];
  /** Operations whose failure ended a run. */
  const failed = new Set<string>();

  beforeAll(async () => {
    accounts = await Promise.all(Array.from({ length: ACCOUNTS }, startSharedAccount));
  });
  afterAll(() => Promise.all(accounts.map(({ sandbox }) => sandbox.close())));

  /** Runs a command. @returns the operations of the run that change something, in order */
  const operationsOf = async ({ sandbox }: SharedAccount, command: () => Promise<Finished>) => {
    sandbox.calls.splice(0);
    const { code, output } = await command();
    expect(code === 0 ? "" : output).toBe("");
    return [...new Set(sandbox.calls.map(operationOf))].filter((operation) => CHANGES.test(operation));
  };
  /** Runs a command twice: an operation fails in the first run only. */
  const failOnce = async (
    { sandbox }: SharedAccount,
    operation: string,
    fault: Fault,
    command: () => Promise<Finished>,
  ) => {
    const undisturbed = sandbox.intercept;
    sandbox.intercept = (call) => {
      const verdict = undisturbed(call);
      return operationOf(call) === operation ? VERDICTS[fault] : verdict;
    };
    const first = await command();
    sandbox.intercept = undisturbed;
    // Some failures do not end the run: if the default-authorizer program cannot reset a tag, it leaves the tag.
    if (first.code !== 0) failed.add(operation);
    const second = await command();
    return { operation, fault, second: second.code === 0 ? "done" : second.output };
  };

  it("does not keep the next run from succeeding, for each call of an apply or a destroy", async () => {
    const commandsOf = ({ sandbox, folder }: SharedAccount) => ({
      apply: () => sandbox.terraform.apply(folder),
      destroy: () => sandbox.terraform.destroy(folder),
    });
    const [first] = accounts as [SharedAccount];
    const applying = await operationsOf(first, commandsOf(first).apply);
    const destroying = await operationsOf(first, commandsOf(first).destroy);
    expect(applying).toEqual(
      expect.arrayContaining(["iam:CreateRole", "iot:CreateAuthorizer", "iot:SetDefaultAuthorizer"]),
    );
    expect(destroying).toEqual(expect.arrayContaining(["iam:DeleteRole", "iot:DeleteAuthorizer"]));

    const playRound = async (account: SharedAccount, round: number): Promise<void> => {
      const { apply, destroy } = commandsOf(account);
      // Every call fails in both ways in the chains of faults; here the two ways alternate.
      const [one, other] = round % 2 === 0 ? (["error", "drop"] as const) : (["drop", "error"] as const);
      // The shorter list begins again at its end.
      const [toApply = "", toDestroy = ""] = [applying[round % applying.length], destroying[round % destroying.length]];
      expect(await failOnce(account, toApply, one, apply)).toMatchObject({ operation: toApply, second: "done" });
      expect(account.sandbox.defaultAuthorizer()).toBe(STACK);
      expect(await failOnce(account, toDestroy, other, destroy)).toMatchObject({
        operation: toDestroy,
        second: "done",
      });
      expect(account.sandbox.defaultAuthorizer()).toBe("theirs");
      expect(account.authorizers()).toEqual(["theirs"]);
    };
    const rounds = Math.max(applying.length, destroying.length);
    await Promise.all(
      accounts.map(async (account, at) => {
        for (let round = at; round < rounds; round += ACCOUNTS) await playRound(account, round);
      }),
    );
    expect(accounts.flatMap(({ violations }) => violations)).toEqual([]);
    const expected = [...applying, ...destroying].filter((operation) => operation !== "iot:TagResource");
    expect([...failed]).toEqual(expect.arrayContaining(expected));
  });
});

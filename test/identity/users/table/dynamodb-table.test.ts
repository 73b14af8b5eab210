import { dynamoDbTable } from "../../../../identity/users/table/dynamodb-table";
import { type Item, toItem } from "../../../../identity/users/table/item";
import type { TableChange, UsersTable } from "../../../../identity/users/table/table-interface";
import type { User } from "../../../../identity/users/users-schema";
import { type ControlPlane, startControlPlane } from "../../../../local/control-plane/control-plane";
import type { Verdict } from "../../../../local/control-plane/http/control-plane-call";
import { aUser, STORED_TOO } from "../../../cli/helpers/project";

const REGION = "eu-west-1";
const NAME = "fleet-users";
const item = (fields: Partial<User> = {}): Item => toItem(aUser(fields), 1);
const ODD: Item = { ...item(), Disabled: { BOOL: true }, "to do: ask #7?": { SS: ["a", "b"] } };
const cancelled = (...codes: string[]): Verdict => ({
  status: 400,
  errorType: "TransactionCanceledException",
  message: "cancelled",
  members: { CancellationReasons: codes.map((Code) => ({ Code })) },
});

let aws: ControlPlane;
let table: UsersTable;
/** Answers to the next calls, in order. */
let verdicts: Verdict[];
let calls: string[];
const explained: unknown[] = [];

beforeEach(async () => {
  [verdicts, calls] = [[], []];
  aws = await startControlPlane({
    intercept: ({ operation }) => {
      calls.push(operation);
      return verdicts.shift() ?? "pass";
    },
  });
  aws.store.region(REGION).tables.ensure({ name: NAME, hashKey: "name" }, [], 0);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  table = dynamoDbTable({
    name: NAME,
    settings: { region: REGION, endpoint: aws.url, credentials },
    explain: (error, action, mayBeDone) => {
      explained.push([action, (error as Error).name, mayBeDone]);
      return error;
    },
  });
});
afterEach(() => aws.close());

const all = async (): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of table.scan()) items.push(...page);
  return items.sort((a, b) => ((a.name?.S ?? "") < (b.name?.S ?? "") ? -1 : 1));
};

describe("a users table in DynamoDB", () => {
  it("returns an item as it was added", async () => {
    const whole = item({ secrets: [STORED_TOO], note: "", disabled: true, expiresAt: "2027-02-01T00:00:00Z" });
    expect(await table.write([{ kind: "add", item: whole }])).toEqual([]);
    expect(await table.get("meter-1")).toEqual(whole);
    expect(await table.get("meter-2")).toBeUndefined();
  });

  it("returns those names that have an item", async () => {
    await table.write([{ kind: "add", item: item() }]);
    expect(await table.present(["a", "meter-1", "b"])).toEqual(["meter-1"]);
  });

  it("reads all pages", async () => {
    const note = "x".repeat(500);
    const users = Array.from({ length: 3000 }, (_, i) => item({ name: `meter-${String(i).padStart(4, "0")}`, note }));
    for (let first = 0; first < users.length; first += 100) {
      await table.write(users.slice(first, first + 100).map((one) => ({ kind: "add", item: one })));
    }
    calls = [];
    expect(await all()).toEqual(users);
    expect(calls).toEqual(["Scan", "Scan"]);
  });

  it.each<[string, Item[], TableChange, boolean]>([
    ["adds an item with a new name", [], { kind: "add", item: item() }, true],
    ["does not add an item with a name in use", [item()], { kind: "add", item: item() }, false],
    ["replaces an unchanged item", [item()], { kind: "replace", before: item(), item: item({ note: "x" }) }, true],
    [
      "does not replace an item with another version",
      [item()],
      { kind: "replace", before: { ...item(), version: { N: "2" } }, item: item({ note: "x" }) },
      false,
    ],
    [
      "does not replace an item to which an attribute was added since",
      [item({ note: "new" })],
      { kind: "replace", before: item(), item: item({ disabled: true }) },
      false,
    ],
    [
      "replaces an unchanged item with unknown attributes of any name",
      [ODD],
      { kind: "replace", before: ODD, item: { ...ODD, disabled: { BOOL: true } } },
      true,
    ],
    [
      "does not replace an item whose unknown attribute was changed since",
      [ODD],
      { kind: "replace", before: { ...ODD, Disabled: { BOOL: false } }, item: item() },
      false,
    ],
    [
      "does not replace an item from which a secret was removed since",
      [item({ secrets: [] })],
      { kind: "replace", before: item(), item: item({ note: "x" }) },
      false,
    ],
    [
      "does not replace an item that was removed",
      [],
      { kind: "replace", before: item(), item: item({ note: "x" }) },
      false,
    ],
    ["removes an item", [item()], { kind: "remove", name: "meter-1" }, true],
    ["does not remove an item that does not exist", [], { kind: "remove", name: "meter-1" }, false],
    ["undoes adding an unchanged item", [item()], { kind: "unadd", item: item() }, true],
    ["undoes adding an item that does not exist", [], { kind: "unadd", item: item() }, true],
    ["does not undo adding an item that was changed", [item({ note: "x" })], { kind: "unadd", item: item() }, false],
  ])("%s", async (_, there, change, done) => {
    await table.write([...there, item({ name: "other" })].map((one) => ({ kind: "add", item: one })));
    const before = await all();
    expect(await table.write([{ kind: "add", item: item({ name: "new" }) }, change])).toEqual(done ? [] : [1]);
    if (done) expect((await table.present(["new"])).length).toBe(1);
    else expect(await all()).toEqual(before);
  });

  it("makes a change once only, even if the answer is lost and the SDK repeats the call", async () => {
    verdicts = ["drop-after", "drop-after"];
    expect(await table.write([{ kind: "add", item: item() }])).toEqual([]);
    expect(calls).toEqual(Array(3).fill("TransactWriteItems"));
  });

  it.each([
    ["another transaction uses the same item", cancelled("None", "TransactionConflict")],
    ["the table throttles", cancelled("ThrottlingError", "None")],
    [
      "its own earlier attempt is in progress",
      { status: 400, errorType: "TransactionInProgressException", message: "in progress" },
    ],
  ])("retries while %s", async (_, verdict) => {
    verdicts = [verdict, verdict];
    expect(await table.write([{ kind: "add", item: item() }])).toEqual([]);
    expect(calls).toHaveLength(3);
    expect(await all()).toEqual([item()]);
  });

  it("does not retry after an error that is not temporary", async () => {
    verdicts = [cancelled("ValidationError")];
    await expect(table.write([{ kind: "add", item: item() }])).rejects.toMatchObject({ name: "ValidationError" });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ["dynamodb:GetItem", false, () => table.get("a")],
    ["dynamodb:BatchGetItem", false, () => table.present(["a"])],
    ["dynamodb:Scan", false, () => all()],
    ["dynamodb:PutItem", false, () => table.write([{ kind: "add", item: item() }])],
    ["dynamodb:PutItem", true, () => table.write([{ kind: "replace", before: item(), item: item() }])],
    ["dynamodb:DeleteItem", true, () => table.write([{ kind: "remove", name: "a" }])],
    ["dynamodb:DeleteItem", false, () => table.write([{ kind: "unadd", item: item() }])],
  ])(
    "passes a failure to `explain` with its IAM action and whether the change may have been made: %s %s",
    async (action, mayBeDone, call) => {
      verdicts = [{ status: 400, errorType: "AccessDeniedException", message: "no" }];
      explained.length = 0;
      await expect(call()).rejects.toThrow("no");
      expect(explained).toEqual([[action, "AccessDeniedException", mayBeDone]]);
    },
  );
});

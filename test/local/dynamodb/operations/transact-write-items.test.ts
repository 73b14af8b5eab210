import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { errorOf } from "../../control-plane/start";
import { TABLE, type TableClient, tableClient } from "../table-client";

let table: TableClient;
beforeEach(async () => {
  table = await tableClient([{ name: "old", version: 1 }]);
});
afterEach(() => table.close());

const names = () =>
  table.tables
    .get(TABLE)
    .after(undefined)
    .map(({ name }) => name?.S)
    .sort();
const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  table.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));

const isNew = { ConditionExpression: "attribute_not_exists(#n)", ExpressionAttributeNames: { "#n": "name" } };
const add = (name: string) => ({ Put: { TableName: TABLE, Item: { name: { S: name } }, ...isNew } });
const remove = (name: string, version: string) => ({
  Delete: {
    TableName: TABLE,
    Key: { name: { S: name } },
    ConditionExpression: "version = :v",
    ExpressionAttributeValues: { ":v": { N: version } },
  },
});

describe("TransactWriteItems", () => {
  it("applies all writes", async () => {
    await write([add("new-1"), add("new-2"), remove("old", "1")]);
    expect(names()).toEqual(["new-1", "new-2"]);
  });

  it("does nothing if one condition does not hold, and reports which", async () => {
    const error = await write([add("new-1"), remove("old", "2"), add("new-2")]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]",
      CancellationReasons: [
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
        { Code: "None" },
      ],
    });
    expect(names()).toEqual(["old"]);
  });

  it("returns the item whose condition failed if requested", async () => {
    const put = add("old").Put;
    const asked = { Put: { ...put, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const } };
    expect(await write([asked]).catch((thrown: unknown) => thrown)).toMatchObject({
      CancellationReasons: [{ Code: "ConditionalCheckFailed", Item: { name: { S: "old" }, version: { N: "1" } } }],
    });
  });

  it("checks without writing", async () => {
    const { TableName, Key, ConditionExpression, ExpressionAttributeValues } = remove("old", "2").Delete;
    const ConditionCheck = { TableName, Key, ConditionExpression, ExpressionAttributeValues };
    expect(await errorOf(write([{ ConditionCheck }, add("new-1")]))).toMatchObject({
      name: "TransactionCanceledException",
    });
    await write([
      { ConditionCheck: { ...ConditionCheck, ExpressionAttributeValues: { ":v": { N: "1" } } } },
      add("new-1"),
    ]);
    expect(names()).toEqual(["new-1", "old"]);
  });

  it("does not apply a transaction with the same token again, as a client sends it whose answer was lost", async () => {
    await write([add("new-1")], "token-1");
    await write([add("new-1")], "token-1");
    expect(names()).toEqual(["new-1", "old"]);
    expect(await errorOf(write([add("new-2")], "token-1"))).toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
  });

  it("applies a transaction that failed before with the same token", async () => {
    await errorOf(write([remove("old", "2"), add("new-1")], "token-1"));
    await write([add("new-1")], "token-1");
    expect(names()).toEqual(["new-1", "old"]);
  });

  it("refuses two writes of one item, more than 100 writes, no writes, and an entry with two writes", async () => {
    for (const items of [
      [add("a"), add("a")],
      Array.from({ length: 101 }, (_, i) => add(`new-${i}`)),
      [],
      [{ ...add("a"), ...remove("old", "1") }],
    ]) {
      expect(await errorOf(write(items))).toMatchObject({ name: "ValidationException" });
    }
    expect(names()).toEqual(["old"]);
  });

  it("refuses Update as unsupported", async () => {
    const Update = { TableName: TABLE, Key: { name: { S: "old" } }, UpdateExpression: "SET a = b" };
    expect(await errorOf(write([{ Update }]))).toMatchObject({
      name: "UnsupportedByStandInException",
      message: expect.stringContaining("Update in TransactWriteItems"),
    });
  });
});

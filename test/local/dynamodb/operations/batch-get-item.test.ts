import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { errorOf } from "../../control-plane/start";
import { TABLE, type TableClient, tableClient } from "../table-client";

let table: TableClient;
beforeEach(async () => {
  table = await tableClient([{ name: "a", note: "1" }, { name: "b" }]);
});
afterEach(() => table.close());

const ask = (names: readonly string[], TableName = TABLE) =>
  table.client.send(
    new BatchGetItemCommand({
      RequestItems: {
        [TableName]: {
          Keys: names.map((name) => ({ name: { S: name } })),
          ProjectionExpression: "#n",
          ExpressionAttributeNames: { "#n": "name" },
        },
      },
    }),
  );

describe("BatchGetItem", () => {
  it("returns the items that exist, and no unprocessed keys", async () => {
    expect(await ask(["a", "b", "c"])).toMatchObject({
      Responses: { [TABLE]: [{ name: { S: "a" } }, { name: { S: "b" } }] },
      UnprocessedKeys: {},
    });
  });

  it("refuses a repeated key, more than 100 keys, and a table that does not exist", async () => {
    expect(await errorOf(ask(["a", "a"]))).toMatchObject({
      name: "ValidationException",
      message: "Provided list of item keys contains duplicates",
    });
    const many = Array.from({ length: 101 }, (_, i) => `meter-${i}`);
    expect(await errorOf(ask(many))).toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Member must have length less than or equal to 100"),
    });
    expect(await errorOf(ask(["a"], "others"))).toMatchObject({ name: "ResourceNotFoundException" });
  });
});

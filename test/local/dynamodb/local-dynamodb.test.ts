import {
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { signedFor } from "../control-plane/signed-request";
import { errorOf } from "../control-plane/start";
import { TABLE, type TableClient, tableClient } from "./table-client";

const MINE = { name: "meter-1", group: "sensors", secrets: ["a", "b"], disabled: false, version: 2 };
const ITEM = {
  name: { S: "meter-1" },
  group: { S: "sensors" },
  secrets: { L: [{ S: "a" }, { S: "b" }] },
  disabled: { BOOL: false },
  version: { N: "2" },
};
const Key = { name: { S: "meter-1" } };

let table: TableClient;
beforeEach(async () => {
  table = await tableClient([MINE]);
});
afterEach(() => table.close());

const get = async (name = "meter-1") =>
  (await table.client.send(new GetItemCommand({ TableName: TABLE, Key: { name: { S: name } } }))).Item;

describe("GetItem", () => {
  it("returns the item, or nothing", async () => {
    expect(await get()).toEqual(ITEM);
    expect(await get("meter-2")).toBeUndefined();
  });

  it("returns only the attributes of the projection that exist", async () => {
    const { Item } = await table.client.send(
      new GetItemCommand({
        TableName: TABLE,
        Key,
        ConsistentRead: true,
        ProjectionExpression: "#g, expiresAt, secrets",
        ExpressionAttributeNames: { "#g": "group" },
      }),
    );
    expect(Item).toEqual({ group: ITEM.group, secrets: ITEM.secrets });
  });

  it.each([
    ["of another name", { id: { S: "meter-1" } }],
    ["of another type", { name: { N: "1" } }],
    ["with a sort key", { ...Key, sort: { S: "a" } }],
    ["that is empty", { name: { S: "" } }],
    ["that is too long", { name: { S: "x".repeat(2049) } }],
  ])("refuses a key %s", async (_, wrong) => {
    const error = await errorOf(table.client.send(new GetItemCommand({ TableName: TABLE, Key: wrong })));
    expect(error).toMatchObject({ name: "ValidationException", status: 400 });
  });

  it("finds no other table, and no table of another Region", async () => {
    const other = new GetItemCommand({ TableName: "others", Key });
    expect(await errorOf(table.client.send(other))).toEqual({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
      status: 400,
    });
    const response = await fetch(table.url, {
      method: "POST",
      headers: { ...signedFor("dynamodb", "us-east-1"), "x-amz-target": "DynamoDB_20120810.GetItem" },
      body: JSON.stringify({ TableName: TABLE, Key }),
    });
    expect(await response.json()).toMatchObject({ __type: "ResourceNotFoundException" });
  });
});

describe("PutItem", () => {
  it("adds an item, and replaces a whole one", async () => {
    const Item = { name: { S: "meter-1" }, group: { S: "others" } };
    const { Attributes } = await table.client.send(
      new PutItemCommand({ TableName: TABLE, Item, ReturnValues: "ALL_OLD" }),
    );
    expect(Attributes).toEqual(ITEM);
    expect(await get()).toEqual(Item);
  });

  it("does nothing if its condition does not hold, and returns the item if requested", async () => {
    const put = new PutItemCommand({
      TableName: TABLE,
      Item: { name: { S: "meter-1" } },
      ConditionExpression: "attribute_not_exists(#n)",
      ExpressionAttributeNames: { "#n": "name" },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const error = await table.client.send(put).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ConditionalCheckFailedException", Item: ITEM });
    expect(await get()).toEqual(ITEM);
  });

  it.each([
    ["without its key", { group: { S: "a" } }, "Missing the key name in the item"],
    ["whose key is a number", { name: { N: "1" } }, "Type mismatch for key name expected: S actual: N"],
    ["larger than 400 KB", { name: { S: "a" }, note: { S: "x".repeat(400 * 1024) } }, "maximum allowed size"],
  ])("refuses an item %s", async (_, Item, message) => {
    const error = await errorOf(table.client.send(new PutItemCommand({ TableName: TABLE, Item })));
    expect(error).toMatchObject({ name: "ValidationException", status: 400 });
    expect(error.message).toContain(message);
  });
});

describe("DeleteItem", () => {
  it("deletes an item, and succeeds if it does not exist", async () => {
    const remove = () => table.client.send(new DeleteItemCommand({ TableName: TABLE, Key, ReturnValues: "ALL_OLD" }));
    expect((await remove()).Attributes).toEqual(ITEM);
    expect((await remove()).Attributes).toBeUndefined();
    expect(await get()).toBeUndefined();
  });

  it("deletes nothing if its condition does not hold", async () => {
    const remove = new DeleteItemCommand({
      TableName: TABLE,
      Key,
      ConditionExpression: "version = :v",
      ExpressionAttributeValues: { ":v": { N: "1" } },
    });
    expect(await errorOf(table.client.send(remove))).toEqual({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      status: 400,
    });
    expect(await get()).toEqual(ITEM);
  });
});

describe("DescribeTable and ListTables", () => {
  it("describe and list the table", async () => {
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table).toMatchObject({
      TableArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users",
      TableStatus: "ACTIVE",
      ItemCount: 1,
      KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
    });
    expect((await table.client.send(new ListTablesCommand({}))).TableNames).toEqual([TABLE]);
    expect((await table.client.send(new ListTablesCommand({ ExclusiveStartTableName: TABLE }))).TableNames).toEqual([]);
  });
});

describe("an unsupported request", () => {
  it("is refused with the operation's name", async () => {
    const update = new UpdateItemCommand({ TableName: TABLE, Key, UpdateExpression: "SET a = b" });
    expect(await errorOf(table.client.send(update))).toMatchObject({
      name: "UnsupportedByStandInException",
      message: "The local stand-in of AWS IoT Core does not support this: UpdateItem (service dynamodb)",
      status: 501,
    });
  });

  it("is refused with the name of the unknown member", async () => {
    const put = new PutItemCommand({ TableName: TABLE, Item: Key, Expected: { name: { Exists: false } } });
    expect(await errorOf(table.client.send(put))).toMatchObject({
      name: "UnsupportedByStandInException",
      message: "The local stand-in of AWS IoT Core does not support this: Expected in PutItem (service dynamodb)",
    });
    expect(await get()).toEqual(ITEM);
  });

  it.each([
    ["not JSON", "{", "SerializationException"],
    ["no object", "[]", "SerializationException"],
    ["without a table", JSON.stringify({ Key }), "ValidationException"],
    ["of no type", JSON.stringify({ TableName: TABLE, Key: { name: {} } }), "ValidationException"],
    ["of two types", JSON.stringify({ TableName: TABLE, Key: { name: { S: "a", N: "1" } } }), "ValidationException"],
  ])("is distinguished from a body that is %s", async (_, body, code) => {
    const headers = { ...signedFor("dynamodb", "eu-west-1"), "x-amz-target": "DynamoDB_20120810.GetItem" };
    const response = await fetch(table.url, { method: "POST", headers, body });
    expect([response.status, ((await response.json()) as { __type: string }).__type]).toEqual([400, code]);
  });
});

import { DeleteItemCommand, paginateScan, ScanCommand } from "@aws-sdk/client-dynamodb";
import { errorOf } from "../../control-plane/start";
import { TABLE, type TableClient, tableClient } from "../table-client";

let table: TableClient;
afterEach(() => table.close());

const meters = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `meter-${i}`, group: i % 2 ? "odd" : "even" }));

async function namesByPages(pageSize: number): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const { Items = [] } of paginateScan({ client: table.client, pageSize }, { TableName: TABLE })) {
    pages.push(Items.map(({ name }) => name?.S ?? ""));
  }
  return pages;
}

describe("Scan", () => {
  it("returns every item once, page by page, in an order unrelated to the keys", async () => {
    table = await tableClient(meters(25));
    const pages = await namesByPages(10);
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(new Set(pages.flat()).size).toBe(25);
    expect(pages.flat()).not.toEqual([...pages.flat()].sort());
  });

  it("continues after an item that was deleted", async () => {
    table = await tableClient(meters(3));
    const first = await table.client.send(new ScanCommand({ TableName: TABLE, Limit: 1 }));
    const Key = first.LastEvaluatedKey ?? {};
    await table.client.send(new DeleteItemCommand({ TableName: TABLE, Key }));
    const rest = await table.client.send(new ScanCommand({ TableName: TABLE, ExclusiveStartKey: Key }));
    expect(rest).toMatchObject({ Count: 2, ScannedCount: 2 });
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  it("ends a page at 1 MB", async () => {
    table = await tableClient(meters(6).map((one) => ({ ...one, note: "x".repeat(300_000) })));
    const { Count, Items, LastEvaluatedKey } = await table.client.send(new ScanCommand({ TableName: TABLE }));
    expect(Count).toBe(3);
    expect(LastEvaluatedKey).toEqual({ name: Items?.[2]?.name });
  });

  it("filters after it has counted what it read", async () => {
    table = await tableClient(meters(4));
    const answer = await table.client.send(
      new ScanCommand({
        TableName: TABLE,
        FilterExpression: "#g = :odd",
        ProjectionExpression: "#g",
        ExpressionAttributeNames: { "#g": "group" },
        ExpressionAttributeValues: { ":odd": { S: "odd" } },
      }),
    );
    expect(answer).toMatchObject({
      Count: 2,
      ScannedCount: 4,
      Items: [{ group: { S: "odd" } }, { group: { S: "odd" } }],
    });
  });

  it("returns only counts with Select COUNT", async () => {
    table = await tableClient(meters(4));
    const answer = await table.client.send(new ScanCommand({ TableName: TABLE, Select: "COUNT" }));
    expect([answer.Count, answer.Items]).toEqual([4, undefined]);
  });

  it("refuses a limit of 0", async () => {
    table = await tableClient();
    expect(await errorOf(table.client.send(new ScanCommand({ TableName: TABLE, Limit: 0 })))).toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    });
  });
});

import { z } from "zod";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import * as fields from "../request-members";
import { prepareWrite } from "../write";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = defineDynamoDbOperation(
  "PutItem",
  z.object({
    TableName: fields.tableName,
    Item: fields.item,
    ...fields.condition,
    ...fields.writeReports,
    ReturnValues: z.enum(["NONE", "ALL_OLD"]).optional(),
  }),
  ({ TableName, Item, ReturnValues, ...members }, { tables }) => {
    const table = tables.get(TableName);
    const write = prepareWrite(table, table.keyOf(Item), Item, members);
    const before = table.get(write.key);
    write.check();
    write.apply();
    return ReturnValues === "ALL_OLD" && before !== undefined ? { Attributes: before } : {};
  },
);

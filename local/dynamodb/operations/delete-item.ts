import { z } from "zod";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import * as fields from "../request-members";
import { prepareWrite } from "../write";

/**
 * Deletes an item. An item that does not exist is no error.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
 */
export const deleteItem = defineDynamoDbOperation(
  "DeleteItem",
  z.object({
    TableName: fields.tableName,
    Key: fields.item,
    ...fields.condition,
    ...fields.writeReports,
    ReturnValues: z.enum(["NONE", "ALL_OLD"]).optional(),
  }),
  ({ TableName, Key, ReturnValues, ...members }, { tables }) => {
    const table = tables.get(TableName);
    const write = prepareWrite(table, table.readKey(Key), undefined, members);
    const before = table.get(write.key);
    write.check();
    write.apply();
    return ReturnValues === "ALL_OLD" && before !== undefined ? { Attributes: before } : {};
  },
);

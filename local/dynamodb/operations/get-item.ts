import { z } from "zod";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import { Placeholders } from "../expressions/expression-placeholders";
import { parseProjection } from "../expressions/projection";
import * as fields from "../request-members";

const { ExpressionAttributeNames } = fields.placeholders;

/**
 * Returns an item. Every read is consistent, since there is one copy of a table.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export const getItem = defineDynamoDbOperation(
  "GetItem",
  z.object({
    TableName: fields.tableName,
    Key: fields.item,
    ConsistentRead: z.boolean().optional(),
    ProjectionExpression: z.string().optional(),
    ExpressionAttributeNames,
    ...fields.costs,
  }),
  ({ TableName, Key, ProjectionExpression, ExpressionAttributeNames }, { tables }) => {
    const placeholders = new Placeholders({ ExpressionAttributeNames });
    const project = parseProjection(ProjectionExpression, placeholders);
    placeholders.checkAllUsed();
    const table = tables.get(TableName);
    const found = table.get(table.readKey(Key));
    return found === undefined ? {} : { Item: project(found) };
  },
);

import { z } from "zod";
import type { Item } from "../attribute-value";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import { parseCondition } from "../expressions/condition-expression";
import { Placeholders } from "../expressions/expression-placeholders";
import { parseProjection } from "../expressions/projection";
import { itemSize } from "../item-size";
import * as fields from "../request-members";

/** Maximum size of a page's items before they are filtered, bytes. */
const PAGE_BYTES = 1024 * 1024;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = defineDynamoDbOperation(
  "Scan",
  z.object({
    TableName: fields.tableName,
    Limit: z.int().min(1, "Member must have value greater than or equal to 1").optional(),
    ExclusiveStartKey: fields.item.optional(),
    ConsistentRead: z.boolean().optional(),
    FilterExpression: z.string().optional(),
    ProjectionExpression: z.string().optional(),
    Select: z.enum(["ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"]).optional(),
    ...fields.placeholders,
    ...fields.costs,
  }),
  ({ TableName, Limit, ExclusiveStartKey, Select, ...expressions }, { tables }) => {
    const { FilterExpression, ProjectionExpression } = expressions;
    const placeholders = new Placeholders(expressions);
    const project = parseProjection(ProjectionExpression, placeholders);
    const matches =
      FilterExpression === undefined ? () => true : parseCondition(FilterExpression, "FilterExpression", placeholders);
    placeholders.checkAllUsed();

    const table = tables.get(TableName);
    const rest = table.after(ExclusiveStartKey && table.readKey(ExclusiveStartKey));
    const page = pageOf(rest, Limit ?? Number.POSITIVE_INFINITY);
    const found = page.filter(matches).map(project);
    const last = page.at(-1);
    return {
      ...(Select === "COUNT" ? {} : { Items: found }),
      Count: found.length,
      ScannedCount: page.length,
      ...(page.length < rest.length && last ? { LastEvaluatedKey: { [table.hashKey]: last[table.hashKey] } } : {}),
    };
  },
);

function pageOf(items: readonly Item[], limit: number): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, at) => {
    bytes += itemSize(item);
    return at > 0 && (at >= limit || bytes > PAGE_BYTES);
  });
  return end === -1 ? items : items.slice(0, end);
}

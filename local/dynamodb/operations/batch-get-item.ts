import { z } from "zod";
import type { Item } from "../attribute-value";
import { invalid } from "../dynamodb-error";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import { Placeholders } from "../expressions/expression-placeholders";
import { parseProjection } from "../expressions/projection";
import * as fields from "../request-members";

/** Maximum number of keys in one request. */
const MAX_KEYS = 100;

const request = z.strictObject({
  Keys: z
    .array(fields.item)
    .min(1, "Member must have length greater than or equal to 1")
    .max(MAX_KEYS, `Member must have length less than or equal to ${MAX_KEYS}`),
  ConsistentRead: z.boolean().optional(),
  ProjectionExpression: z.string().optional(),
  ExpressionAttributeNames: fields.placeholders.ExpressionAttributeNames,
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem = defineDynamoDbOperation(
  "BatchGetItem",
  z.object({ RequestItems: z.record(z.string(), request), ...fields.costs }),
  ({ RequestItems }, { tables }) => {
    const requests = Object.entries(RequestItems);
    if (requests.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) > MAX_KEYS) {
      throw invalid("Too many items requested for the BatchGetItem call");
    }
    const responses = requests.map(([name, { Keys, ProjectionExpression, ExpressionAttributeNames }]) => {
      const placeholders = new Placeholders({ ExpressionAttributeNames });
      const project = parseProjection(ProjectionExpression, placeholders);
      placeholders.checkAllUsed();
      const table = tables.get(name);
      const keys = Keys.map((key) => table.readKey(key));
      if (new Set(keys).size < keys.length) throw invalid("Provided list of item keys contains duplicates");
      const found = keys.map((key) => table.get(key)).filter((item): item is Item => item !== undefined);
      return [name, found.map(project)];
    });
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
  },
);

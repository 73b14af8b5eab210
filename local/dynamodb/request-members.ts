import { z } from "zod";
import { item } from "./attribute-value";

/** Name of a table. */
export const tableName = z.string({ error: "Member must not be null" }).min(1).max(1024);

/** Definitions of the placeholders of expressions. */
export const placeholders = {
  ExpressionAttributeNames: z.record(z.string().regex(/^#\w+$/), z.string()).optional(),
  ExpressionAttributeValues: z.record(z.string().regex(/^:\w+$/), item.valueType).optional(),
};

/** Requests a report of consumed capacity. The stand-in accepts the member, and reports no capacity. */
export const costs = {
  ReturnConsumedCapacity: z.enum(["INDEXES", "TOTAL", "NONE"]).optional(),
};

/** Requests reports about a write. The stand-in accepts the members, and sends no reports. */
export const writeReports = {
  ...costs,
  ReturnItemCollectionMetrics: z.enum(["SIZE", "NONE"]).optional(),
};

/** The condition of a write. */
export const condition = {
  ...placeholders,
  ConditionExpression: z.string().optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(["ALL_OLD", "NONE"]).optional(),
};

export { item };

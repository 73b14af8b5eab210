import { z } from "zod";
import { item } from "./attribute-value";

/** Members that several operations take. */
export const tableName = z.string({ error: "Member must not be null" }).min(1).max(1024);

/** What the placeholders of expressions stand for. */
export const placeholders = {
  ExpressionAttributeNames: z.record(z.string().regex(/^#\w+$/), z.string()).optional(),
  ExpressionAttributeValues: z.record(z.string().regex(/^:\w+$/), item.valueType).optional(),
};

/** What is asked to be told of costs: the stand-in has none, and tells nothing. */
export const costs = {
  ReturnConsumedCapacity: z.enum(["INDEXES", "TOTAL", "NONE"]).optional(),
};

/** How a write is asked to report. */
export const writeReports = {
  ...costs,
  ReturnItemCollectionMetrics: z.enum(["SIZE", "NONE"]).optional(),
};

/** A condition of a write. */
export const condition = {
  ...placeholders,
  ConditionExpression: z.string().optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(["ALL_OLD", "NONE"]).optional(),
};

export { item };

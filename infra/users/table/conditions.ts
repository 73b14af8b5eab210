import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { ATTRIBUTES, type Item } from "./item";

/** A condition of a write, as DynamoDB takes it. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

const NAME = { "#name": "name" };

/** There is no item of that name. */
export function added(): Condition {
  return { ConditionExpression: "attribute_not_exists(#name)", ExpressionAttributeNames: NAME };
}

/** There is an item of that name. */
export function removed(): Condition {
  return { ConditionExpression: "attribute_exists(#name)", ExpressionAttributeNames: NAME };
}

/**
 * The item is exactly as it was. All of its attributes are compared, since who changes an item in DynamoDB's console forgets to count up
 * its version.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function replaced(before: Item): Condition {
  const values: Record<string, AttributeValue> = {};
  const names: Record<string, string> = {};
  const parts = Object.keys(ATTRIBUTES).map((attribute) => {
    names[`#${attribute}`] = attribute;
    const value = before[attribute];
    if (value === undefined) return `attribute_not_exists(#${attribute})`;
    values[`:${attribute}`] = value;
    return `#${attribute} = :${attribute}`;
  });
  return {
    ConditionExpression: parts.join(" AND "),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** The item is exactly as it was, or there is none. */
export function unadded(before: Item): Condition {
  const condition = replaced(before);
  return {
    ...condition,
    ConditionExpression: `attribute_not_exists(#name) OR (${condition.ConditionExpression})`,
  };
}

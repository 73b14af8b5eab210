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
 * The item is exactly as it was. All of its attributes are compared, also those that no user has, since who changes an item in DynamoDB's
 * console forgets to count up its version.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function replaced(before: Item): Condition {
  const values: Record<string, AttributeValue> = {};
  const names: Record<string, string> = {};
  const known = Object.keys(ATTRIBUTES);
  const unknown = Object.keys(before).filter((attribute) => !known.includes(attribute));
  const placeholders = [
    ...known.map((attribute) => [attribute, attribute]),
    // An expression does not take every name that an attribute may have.
    ...unknown.map((attribute, position) => [`unknown${position}`, attribute]),
  ] as [placeholder: string, attribute: string][];
  const parts = placeholders.map(([placeholder, attribute]) => {
    names[`#${placeholder}`] = attribute;
    const value = before[attribute];
    if (value === undefined) return `attribute_not_exists(#${placeholder})`;
    values[`:${placeholder}`] = value;
    return `#${placeholder} = :${placeholder}`;
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

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { ATTRIBUTES, type Item } from "./item";

/** The condition of a write, in the form of DynamoDB's API. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

const NAME = { "#name": "name" };

/** Condition: there is no item of that name. */
export function added(): Condition {
  return { ConditionExpression: "attribute_not_exists(#name)", ExpressionAttributeNames: NAME };
}

/** Condition: there is an item of that name. */
export function removed(): Condition {
  return { ConditionExpression: "attribute_exists(#name)", ExpressionAttributeNames: NAME };
}

/**
 * Condition: the item is unchanged. All attributes are compared, including unknown ones, because a person who edits an
 * item in DynamoDB's console may not increase its version.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function replaced(before: Item): Condition {
  const values: Record<string, AttributeValue> = {};
  const names: Record<string, string> = {};
  const known = Object.keys(ATTRIBUTES);
  const unknown = Object.keys(before).filter((attribute) => !known.includes(attribute));
  const placeholders = [
    ...known.map((attribute) => [attribute, attribute]),
    // Attribute names may contain characters that a placeholder may not.
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

/** Condition: the item is unchanged, or there is none. */
export function unadded(before: Item): Condition {
  const condition = replaced(before);
  return {
    ...condition,
    ConditionExpression: `attribute_not_exists(#name) OR (${condition.ConditionExpression})`,
  };
}

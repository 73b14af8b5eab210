import { UnsupportedByStandInError } from "../../local-errors";
import type { Item } from "../attribute-value";
import type { Placeholders } from "./expression-placeholders";
import { syntaxError, tokenize } from "./tokenize";

const KIND = "ProjectionExpression";

/**
 * Parses a projection. The result returns an item with only the attributes that the projection names.
 * @throws {DynamoDbError} `ValidationException`
 * @throws {UnsupportedByStandInError} for a path into an attribute
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 * @example parseProjection("#n, secrets", new Placeholders({ ExpressionAttributeNames: { "#n": "name" } }))
 */
export function parseProjection(expression: string | undefined, placeholders: Placeholders): (item: Item) => Item {
  if (expression === undefined) return (item) => item;
  const tokens = tokenize(expression, KIND);
  const names = new Set<string>();
  tokens.forEach((token, at) => {
    if (token === "." || token === "[")
      throw new UnsupportedByStandInError(`a path into an attribute in a ${KIND} (service dynamodb)`);
    const isWord = /^#?\w+$/.test(token);
    if (at % 2 === 0 ? !isWord : token !== ",") throw syntaxError(KIND, token, tokens.slice(at, at + 2).join(" "));
    if (isWord) names.add(placeholders.name(token, KIND));
  });
  if (tokens.length % 2 === 0) throw syntaxError(KIND, undefined, tokens.at(-1) ?? "");
  return (item) => Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

import { invalid } from "../dynamodb-error";

/** The smallest parts of an expression: words, placeholders, and signs. */
export type Token = string;

const TOKEN = /\s*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[=<>(),.[\]+-]))/y;

/**
 * Takes an expression apart.
 * @param kind `ConditionExpression`, for messages
 * @throws {DynamoDbError} `ValidationException` at the first sign that belongs into none
 * @example tokenize("attribute_not_exists(#n)", "ConditionExpression") // ["attribute_not_exists", "(", "#n", ")"]
 */
export function tokenize(expression: string, kind: string): Token[] {
  const text = expression.trimEnd();
  if (text === "") throw invalid(`Invalid ${kind}: The expression can not be empty;`);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw syntaxError(kind, text.slice(at).trim().charAt(0), text.slice(at, at + 20));
    tokens.push(match[1] ?? match[2] ?? "");
  }
  return tokens;
}

/** @param token Where it went wrong; `undefined` for the end */
export function syntaxError(kind: string, token: Token | undefined, near: string) {
  return invalid(
    `Invalid ${kind}: Syntax error; token: ${token === undefined ? "<EOF>" : `"${token}"`}, near: "${near}"`,
  );
}

import { invalid } from "../dynamodb-error";

/** A word, placeholder, operator or punctuation mark of an expression. */
export type Token = string;

const TOKEN = /\s*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[=<>(),.[\]+-]))/y;

/**
 * Splits an expression into tokens.
 * @param kind `ConditionExpression`, for messages
 * @throws {DynamoDbError} `ValidationException` at the first character that is part of no token
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

/** @param token The unexpected token; `undefined` for the end of the expression */
export function syntaxError(kind: string, token: Token | undefined, near: string) {
  return invalid(
    `Invalid ${kind}: Syntax error; token: ${token === undefined ? "<EOF>" : `"${token}"`}, near: "${near}"`,
  );
}

/** A simple and slow implementation of the policy language, with which the fast one is compared. */

const CLIENT_ID = `\${iot:ClientId}`;

/**
 * Whether a pattern matches a text. Every number of characters for each `*` is tried. Wildcards are separate from
 * texts.
 */
export function slowMatch(pattern: readonly (string | { readonly wildcard: "*" | "?" })[], text: string): boolean {
  const characters = Array.from(text);
  const known = new Map<string, boolean>();
  const from = (p: number, t: number): boolean => {
    const key = `${p},${t}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const item = pattern[p];
    let result: boolean;
    if (item === undefined) result = t === characters.length;
    else if (typeof item === "string") result = characters[t] === item && from(p + 1, t + 1);
    else if (item.wildcard === "?") result = t < characters.length && from(p + 1, t + 1);
    else result = from(p + 1, t) || (t < characters.length && from(p, t + 1));
    known.set(key, result);
    return result;
  };
  return from(0, 0);
}

/**
 * Returns the parts of a pattern. `${iot:ClientId}` is replaced by text without wildcards; undefined if there is no
 * client id.
 */
export function slowPattern(pattern: string, clientId?: string): Parameters<typeof slowMatch>[0] | undefined {
  const pieces = pattern.split(CLIENT_ID);
  if (pieces.length > 1 && clientId === undefined) return undefined;
  const read = (text: string) =>
    Array.from(text).map((character) =>
      character === "*" || character === "?" ? { wildcard: character as "*" | "?" } : character,
    );
  return pieces.flatMap((piece, at) => [...(at === 0 ? [] : Array.from(clientId as string)), ...read(piece)]);
}

export interface SlowStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly "iot:DomainName": string } };
}

export interface SlowRequest {
  readonly action: string;
  readonly resource: string;
  readonly clientId?: string | undefined;
  readonly domainName?: string | undefined;
}

/** Evaluates a policy: goes through all statements, first for a Deny, then for an Allow. */
export function slowEvaluate(
  documents: readonly (readonly SlowStatement[])[],
  request: SlowRequest,
): { reason: string; document?: number; statement?: number } {
  for (const [effect, reason] of [
    ["Deny", "explicit-deny"],
    ["Allow", "allowed"],
  ]) {
    for (const [document, statements] of documents.entries()) {
      for (const [statement, content] of statements.entries()) {
        if (content.Effect === effect && applies(content, request))
          return { reason: reason as string, document, statement };
      }
    }
  }
  return { reason: "no-match" };
}

function applies(statement: SlowStatement, request: SlowRequest): boolean {
  const covers = (pattern: string, text: string) => {
    const read = slowPattern(pattern, request.clientId);
    return read !== undefined && slowMatch(read, text);
  };
  if (!statement.Action.some((action) => covers(action.toLowerCase(), request.action.toLowerCase()))) return false;
  const wanted = statement.Condition?.StringEquals["iot:DomainName"];
  if (wanted !== undefined && wanted !== request.domainName) return false;
  if (statement.Resource !== undefined) return statement.Resource.some((pattern) => covers(pattern, request.resource));
  return !(statement.NotResource ?? []).some((pattern) => covers(pattern, request.resource));
}

import type { SignedToken } from "./issue-token";

const SIGNATURE = "x-amz-customauthorizer-signature";

/**
 * Finds token and signature in a text: the JSON of `token issue --json`, an MQTT user name or a URL with both in its
 * query string, or the token alone.
 * @param tokenKeyName Name of the parameter in which clients send the token
 * @returns those of the two that the text contains
 * @example readToken("printer-7?x-amz-customauthorizer-signature=a%2Bb&token=eyJ…", "token") // { token: "eyJ…", signature: "a+b" }
 */
export function readToken(text: string, tokenKeyName: string): Partial<SignedToken> {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return fromJson(trimmed);
  const question = trimmed.indexOf("?");
  if (question === -1) return present({ token: trimmed });
  const inQuery = trimmed.slice(question + 1);
  // In a URL, + means a space. In a user name it is a plus: AWS's SDK puts the unencoded signature there over WebSocket
  // (aws-crt 1.33).
  const query = new URLSearchParams(isUrl(trimmed) ? inQuery : inQuery.replaceAll("+", "%2B"));
  return present({ token: query.get(tokenKeyName), signature: query.get(SIGNATURE) });
}

function isUrl(text: string): boolean {
  return /^(?:wss|https):\/\//.test(text);
}

function fromJson(text: string): Partial<SignedToken> {
  try {
    const { token, signature } = JSON.parse(text) as Record<string, unknown>;
    return present({ token, signature });
  } catch {
    return {};
  }
}

function present(members: Record<string, unknown>): Partial<SignedToken> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => typeof value === "string" && value !== ""));
}

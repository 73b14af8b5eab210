import { createHash } from "node:crypto";
import type { Clock } from "../clock";
import type { Login } from "./authorizer-login";
import type { LoginRequest } from "./login-request";

/** Headers that may differ between two messages of the same client. Every other header may be a credential. */
const NOT_CREDENTIALS = new Set([
  "content-length",
  "content-type",
  "date",
  "expect",
  "transfer-encoding",
  "user-agent",
]);
/** Query parameters that may differ between two messages of the same client. */
const NOT_CREDENTIAL_PARAMETERS = ["qos", "retain", "contentType", "responseTopic", "messageExpiry"];

/**
 * The login of one persistent HTTP connection, remembered for `refreshAfterInSeconds` if its authorizer has `enableCachingForHttp`.
 *
 * Assumption: only for requests with the same credentials. All headers and parameters that do not describe the message
 * count as credentials.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export class HttpLoginCache {
  private known: { readonly key: string; readonly login: Login; readonly until: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Returns the remembered login of the request's credentials, otherwise the result of `ask`. */
  async get(request: LoginRequest, ask: () => Promise<Login>): Promise<Login> {
    const key = keyOf(request);
    if (this.known?.key === key && this.clock.now() < this.known.until) return this.known.login;
    const login = await ask();
    const until = this.clock.now() + login.refreshAfterInSeconds * 1000;
    this.known = login.authorizer.enableCachingForHttp ? { key, login, until } : undefined;
    return login;
  }
}

/** A digest of the credentials, so that the credentials themselves are not kept. */
function keyOf({ http, serverName }: LoginRequest): string {
  const headers = Object.entries(http?.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !NOT_CREDENTIALS.has(name))
    .sort();
  const query = new URLSearchParams(http?.queryString);
  for (const name of NOT_CREDENTIAL_PARAMETERS) query.delete(name);
  return createHash("sha256")
    .update(JSON.stringify([serverName, headers, query.toString()]))
    .digest("base64");
}

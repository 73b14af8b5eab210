import { arnPrefix, authorize, principalId } from "./authorize";
import type { AuthorizerResponse, CompiledAccess, CompiledUser, InvocationContext } from "./contract";
import { identify, parseEvent } from "./event";
import { allowed, Refusal } from "./respond";
import { acceptToken, timesWithin } from "./token/accept-token";
import type { Verifier } from "./verify/verify";

/** Reads users. */
export interface Store {
  /**
   * Returns the user with a name, or `undefined` if there is none. `"malformed"` if the stored item is not a valid
   * user; such a user may not log in.
   * @throws {Refusal} `store-unavailable` if the store cannot be read
   */
  find(name: string): Promise<CompiledUser | "malformed" | undefined>;
}

/** The data and services that a login is decided with. */
export interface LoginServices {
  readonly access: CompiledAccess;
  readonly store: Store;
  readonly verifier: Verifier;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

/** A successful login. */
export interface Login {
  readonly user: string;
  readonly group: string;
  readonly response: AuthorizerResponse;
}

/**
 * Decides on one login, in four steps: parse, identify, verify, authorize. A token both identifies the user and proves
 * the identity; see `acceptToken` for tokens together with user names and passwords.
 *
 * Whether a user is disabled or expired is checked only after the password, so that the duration of a refusal does not
 * reveal it.
 * @throws {Refusal} if the client may not log in
 */
export async function login(event: unknown, context: InvocationContext, services: LoginServices): Promise<Login> {
  const { access, store, verifier, now } = services;

  const credentials = parseEvent(event);
  const { userNameField, password, clientId } = credentials;
  const token = acceptToken(credentials, access.tokenAudience, now());
  const name = token ? token.sub : identify(userNameField);

  // For the slow hashes, a password with and without NUL bytes at its end is the same, so passwords with NUL bytes are
  // refused. This is checked before the user is looked up: it takes no time, and reveals nothing about the user.
  if (password.includes(0)) throw new Refusal("invalid-password", { user: name });

  const found = await store.find(name);
  // Stryker disable next-line ConditionalExpression,StringLiteral: "malformed" has no secrets either, and is refused below.
  const user = found === "malformed" ? undefined : found;
  const secrets = usableSecrets(user, now());
  const verified = (token && password.length === 0) || (await verifier.verify(secrets, password));
  if (found === "malformed") throw new Refusal("user-malformed", { user: name });
  if (!user) throw new Refusal("unknown-user", { user: name });
  const subject = { user: name, group: user.g };
  if (!verified) throw new Refusal("wrong-password", subject);
  if (user.d) throw new Refusal("user-disabled", subject);
  if ((user.e ?? Number.POSITIVE_INFINITY) <= now()) throw new Refusal("user-expired", subject);

  const group = Object.hasOwn(access.groups, user.g) ? access.groups[user.g] : undefined;
  if (!group) throw new Refusal("unknown-group", subject);
  try {
    const documents = authorize(group, name, clientId, arnPrefix(context.invokedFunctionArn));
    const times = token ? timesWithin(token, group, now()) : group;
    return { ...subject, response: allowed(principalId(name), documents, times) };
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.reason, subject) : error;
  }
}

/**
 * Returns the secrets that are still valid; `undefined` if there are none, so that a refusal takes as long as for an
 * unknown user.
 */
function usableSecrets(user: CompiledUser | undefined, now: number): readonly string[] | undefined {
  const secrets = user?.r !== undefined && user.r <= now ? user.s.slice(1) : user?.s;
  return secrets && secrets.length > 0 ? secrets : undefined;
}

import { arnPrefix, authorize, principalId } from "./authorize";
import type { AuthorizerResponse, CompiledAccess, CompiledUser, InvocationContext } from "./contract";
import { identify, parseEvent } from "./event";
import { allowed, Refusal } from "./respond";
import { acceptToken, timesWithin } from "./token/accept-token";
import type { Verifier } from "./verify/verify";

/** Where users live. */
export interface Store {
  /**
   * The user of that name, or `undefined`. `"malformed"` if there is something under that name which is not a user, and so may not log in.
   * @throws {Refusal} `store-unavailable` if it cannot be found out
   */
  find(name: string): Promise<CompiledUser | "malformed" | undefined>;
}

/** What a login is decided with. */
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
 * One login, step by step: parse, identify, verify, authorize. A token identifies and proves at once; see `acceptToken` for how it goes
 * together with user names and passwords.
 *
 * Disabled and expired users are told apart only after the password was right, so that a stranger learns nothing from the time it takes.
 * @throws {Refusal} when the client may not log in
 */
export async function login(event: unknown, context: InvocationContext, services: LoginServices): Promise<Login> {
  const { access, store, verifier, now } = services;

  const credentials = parseEvent(event);
  const { userNameField, password, clientId } = credentials;
  const token = acceptToken(credentials, access.tokenAudience, now());
  const name = token ? token.sub : identify(userNameField);

  // The slow hashes take a password for the same with and without NUL bytes at its end, so none may hold one. Decided before anybody is
  // looked up: it costs nothing, and tells nothing about the user.
  if (password.includes(0)) throw new Refusal("invalid-password", { user: name });

  const found = await store.find(name);
  // Stryker disable next-line ConditionalExpression,StringLiteral: the word has no secrets either, and is refused below.
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

/** The secrets that still count; none for a user without any, who then costs what an unknown one does. */
function usableSecrets(user: CompiledUser | undefined, now: number): readonly string[] | undefined {
  const secrets = user?.r !== undefined && user.r <= now ? user.s.slice(1) : user?.s;
  return secrets && secrets.length > 0 ? secrets : undefined;
}

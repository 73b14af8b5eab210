import { arnPrefix, authorize, principalId } from "./authorize";
import type { AuthorizerResponse, CompiledAccess, InvocationContext } from "./contract";
import { parseEvent } from "./event";
import { identify } from "./identify";
import { Refusal } from "./refusal";
import { allowed } from "./respond";
import type { Store } from "./stores/store";
import type { Verifier } from "./verify/verify";

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
 * One login, step by step: parse, identify, verify, authorize.
 *
 * Disabled and expired users are told apart only after the password was right, so that a stranger learns nothing from the time it takes.
 * @throws {Refusal} when the client may not log in
 */
export async function login(event: unknown, context: InvocationContext, services: LoginServices): Promise<Login> {
  const { access, store, verifier, now } = services;

  const credentials = parseEvent(event);
  const name = identify(credentials.userNameField);

  const user = await store.find(name);
  const verified = await verifier.verify(user?.s, credentials.password);
  if (!user) throw new Refusal("unknown-user", { user: name });
  const subject = { user: name, group: user.g };
  if (!verified) throw new Refusal("wrong-password", subject);
  if (user.d) throw new Refusal("user-disabled", subject);
  if (user.e !== undefined && user.e <= now()) throw new Refusal("user-expired", subject);

  const group = Object.hasOwn(access.groups, user.g) ? access.groups[user.g] : undefined;
  if (!group) throw new Refusal("unknown-group", subject);
  try {
    const documents = authorize(group, name, credentials.clientId, arnPrefix(context.invokedFunctionArn));
    return { ...subject, response: allowed(principalId(name), documents, group) };
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.reason, subject) : error;
  }
}

import { groupsOf } from "../../config/certificates";
import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";
import type { LoadedStack } from "../synthesis/load-stack";

/** The user and client id with which a client of an example connects. */
export interface ExampleLogin {
  readonly user: string;
  readonly clientId: string;
}

/** A client that may publish to a topic, for examples that can be pasted. */
export interface ExampleClient extends ExampleLogin {
  readonly topic: string;
}

/** A client that may subscribe to a filter. */
export interface ExampleSubscriber extends ExampleLogin {
  readonly filter: string;
}

/**
 * A publisher and, if the groups allow one, a subscriber that receives its message. They never have the same client id.
 */
export interface ExamplePair {
  readonly publisher: ExampleClient;
  /** Missing if no user may receive messages of another user, or of itself as another client. */
  readonly subscriber?: ExampleSubscriber;
}

type Choice = Pick<LoadedStack, "users"> & { readonly settings: Pick<LoadedStack["settings"], "groups"> };

/** Placeholder for a user if the stack has none yet. */
const PLACEHOLDER_USER = "USER";
/** Users of a group that are considered; further users would not have other topics. */
const USERS_OF_A_GROUP = 2;

/**
 * The first enabled user of the first group that may publish and has users, or a placeholder if no such group has
 * users.
 * @returns `undefined` if no group may publish
 */
export function exampleClient({ settings, users }: Choice): ExampleClient | undefined {
  const groups = Object.entries(groupsOf("users", settings.groups));
  const named = groups.flatMap(([name, group]) => clientsOf(group, usersOf(name, users).slice(0, 1)));
  return (named.length > 0 ? named : groups.flatMap(([, group]) => clientsOf(group, [PLACEHOLDER_USER])))
    .flatMap(({ login, group }) => {
      const rule = group.publish[0];
      return rule === undefined ? [] : { ...login, topic: filled(rule, login).replace(/#$/, "hello") };
    })
    .at(0);
}

/**
 * A publisher, and a subscriber that receives its message: two users if their topics match, otherwise one user as two
 * clients if its group allows that.
 * @returns `undefined` if no group may publish
 * @example examplePair({ settings, users })?.subscriber?.filter // "star/cloudprnt/to-server/#"
 */
export function examplePair({ settings, users }: Choice): ExamplePair | undefined {
  const clients = Object.entries(groupsOf("users", settings.groups)).flatMap(([name, group]) =>
    clientsOf(group, usersOf(name, users)),
  );
  const pairs = clients.flatMap((one) =>
    clients.flatMap((other) => (one.login.clientId === other.login.clientId ? [] : (meeting(one, other) ?? []))),
  );
  const pair = pairs.find(({ publisher, subscriber }) => publisher.user !== subscriber.user) ?? pairs[0];
  if (pair) return pair;
  const publisher = exampleClient({ settings, users });
  return publisher && { publisher };
}

interface Candidate {
  readonly login: ExampleLogin;
  readonly group: GroupSettings;
}

function usersOf(group: string, users: Choice["users"]): string[] {
  const names = users.filter((user) => user.group === group && !user.disabled).map(({ name }) => name);
  return names.slice(0, USERS_OF_A_GROUP);
}

/** A group's users with each client id of the group's rules; two client ids for a rule with `*`. */
function clientsOf(group: GroupSettings, users: readonly string[]): Candidate[] {
  return users.flatMap((user) => {
    const ids = group.clientIds.flatMap((rule) =>
      ["1", "2"].map((n) => fillPlaceholders(rule.replace(/\*$/, n), { username: user, clientId: `client-${n}` })),
    );
    return [...new Set(ids)].map((clientId) => ({ login: { user, clientId }, group }));
  });
}

function filled(rule: string, { user, clientId }: ExampleLogin): string {
  return fillPlaceholders(rule, { username: user, clientId });
}

/** A topic that one client may publish to and a matching filter that the other may subscribe to, if there are any. */
function meeting(one: Candidate, other: Candidate): Required<ExamplePair> | undefined {
  for (const published of one.group.publish) {
    for (const subscribed of other.group.subscribe) {
      const filter = filled(subscribed, other.login);
      const topic = commonTopic(filled(published, one.login).split("/"), filter.split("/"));
      if (topic === undefined) continue;
      return { publisher: { ...one.login, topic: topic.join("/") }, subscriber: { ...other.login, filter } };
    }
  }
  return undefined;
}

/**
 * A topic that a publish rule (which has no `+`) allows and that a filter matches; never one of AWS's reserved topics.
 */
function commonTopic([rule, ...rules]: string[], [filter, ...filters]: string[]): string[] | undefined {
  if (rule?.startsWith("$") || filter?.startsWith("$")) return undefined;
  if (rule === "#") return filter === undefined ? undefined : withoutWildcards([filter, ...filters]);
  if (filter === "#") return rule === undefined ? [] : withoutWildcards([rule, ...rules]);
  if (rule === undefined || filter === undefined) return rule === filter ? [] : undefined;
  if (filter !== "+" && filter !== rule) return undefined;
  const rest = commonTopic(rules, filters);
  return rest && [rule, ...rest];
}

function withoutWildcards(levels: readonly string[]): string[] {
  return levels.map((level) => (level === "#" || level === "+" ? "hello" : level));
}

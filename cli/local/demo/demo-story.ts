import type { GroupSettings } from "../../../config/schema";
import { generateSecret, hashGeneratedSecret, type User } from "../../../identity/users";

/** A client of the demonstration: its user, group and client id. */
export interface DemoRole {
  readonly user: string;
  readonly group: string;
  readonly clientId: string;
}

/** Clients and topics of the demonstration. The groups' rules allow all topics except `forbidden`. */
export interface DemoStory {
  /** Sends the order. Missing if no group may publish to another group's topics. */
  readonly server?: DemoRole;
  readonly device: DemoRole;
  /** Topic filter that the device subscribes to. */
  readonly filter?: string;
  /** Topic of the server's message to the device. */
  readonly order?: string;
  /** Topic of the device's message to the server; the device also publishes to it if there is no server. */
  readonly answer?: string;
  /** Filter of the server that matches the answer's topic. */
  readonly answerFilter?: string;
  /** Topic of another device. The policy must refuse it. */
  readonly forbidden: string;
}

/** Name of another device, which never connects. */
const STRANGER = "somebody-else";

/**
 * Chooses the clients of the demonstration from the groups: a group of devices which each have their own topics, and a group that may publish to
 * these topics.
 * @returns `undefined` if no group has topics with `{username}` or `{clientId}`
 */
export function findStory(groups: Readonly<Record<string, GroupSettings>>): DemoStory | undefined {
  const entries = Object.entries(groups);
  const stories = entries.flatMap(([name, group]) => storyOf(name, group, entries) ?? []);
  return stories.find(({ server }) => server !== undefined) ?? stories[0];
}

/** Returns the story in which the users of one group are the devices. */
function storyOf(
  name: string,
  group: GroupSettings,
  entries: readonly [string, GroupSettings][],
): DemoStory | undefined {
  const own = group.subscribe.find(hasOwner);
  const answerRule = group.publish.find(hasOwner);
  if (own === undefined && answerRule === undefined) return undefined;
  const device = role(name, group);
  const answer = answerRule && topic(answerRule, device.user, device.clientId, "print-result");
  const forbidden = topic(answerRule ?? own ?? "", STRANGER, STRANGER, "print-result");
  const order = own && topic(own, device.user, device.clientId, "print-job");
  const sender = entries.find(
    ([, other]) => order !== undefined && other !== group && other.publish.some((rule) => covers(rule, order)),
  );
  if (!sender || !order || !own) return { device, forbidden, ...(answer ? { answer } : {}) };
  const [serverName, serverGroup] = sender;
  const server = role(serverName, serverGroup);
  const answerFilter = serverGroup.subscribe
    .map((rule) => fill(rule, server.user, server.clientId))
    .find((rule) => answer !== undefined && covers(rule, answer));
  const filter = fill(own, device.user, device.clientId);
  return {
    server,
    device,
    filter,
    order,
    forbidden,
    ...(answer ? { answer } : {}),
    ...(answerFilter ? { answerFilter } : {}),
  };
}

function role(name: string, group: GroupSettings): DemoRole {
  const user = `demo-${name}`;
  const clientId = fill(group.clientIds[0] ?? "{username}", user, user).replace(/\*$/, "1");
  return { user, group: name, clientId };
}

function hasOwner(rule: string): boolean {
  return rule.includes("{username}") || rule.includes("{clientId}");
}

function topic(rule: string, user: string, clientId: string, last: string): string {
  return fill(rule, user, clientId).replace(/#$/, last).replaceAll("+", "any");
}

function fill(rule: string, user: string, clientId: string): string {
  return rule.replaceAll("{username}", user).replaceAll("{clientId}", clientId);
}

/** Whether a rule without placeholders matches a topic (MQTT 4.7.1). */
function covers(rule: string, name: string): boolean {
  const levels = name.split("/");
  const wanted = rule.split("/");
  return (
    wanted.every((level, i) => level === "#" || (level === "+" && levels[i] !== undefined) || level === levels[i]) &&
    (wanted.at(-1) === "#" ? levels.length >= wanted.length : levels.length === wanted.length)
  );
}

/** A user of the demonstration with its generated secret. It exists only in the stand-in, and only while the stand-in runs. */
export interface DemoUser extends DemoRole {
  readonly password: string;
  /** Its entry, as in a users file. */
  readonly entry: User;
}

/** The users of a demonstration, each with a generated secret. */
export interface DemoUsers {
  readonly device: DemoUser;
  readonly server?: DemoUser;
}

export function makeDemoUsers({ device, server }: DemoStory): DemoUsers {
  return { device: withSecret(device), ...(server ? { server: withSecret(server) } : {}) };
}

function withSecret(role: DemoRole): DemoUser {
  const password = generateSecret();
  return { ...role, password, entry: { name: role.user, group: role.group, secrets: [hashGeneratedSecret(password)] } };
}

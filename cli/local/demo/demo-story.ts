import type { GroupSettings } from "../../../config/schema";
import { generateSecret, hashGeneratedSecret, type User } from "../../../identity/users";

/** One side of the demonstration. */
export interface DemoRole {
  readonly user: string;
  readonly group: string;
  readonly clientId: string;
}

/** What the demonstration plays, with topics that the groups' rules allow. */
export interface DemoStory {
  /** Sends the order. Missing where no group may send anything to another. */
  readonly server?: DemoRole;
  readonly device: DemoRole;
  /** What the device subscribes to. */
  readonly filter?: string;
  /** From server to device. */
  readonly order?: string;
  /** From device to server; what it publishes anyway where there is no server. */
  readonly answer?: string;
  /** A filter of the server's that covers the answer. */
  readonly answerFilter?: string;
  /** Another device's topic, which must be refused. */
  readonly forbidden: string;
}

/** Another device, which never connects. */
const STRANGER = "somebody-else";

/**
 * Finds a story in the groups: a group of devices that each have topics of their own, and one that may send to them.
 * @returns `undefined` if no group may publish or subscribe to anything of its own
 */
export function findStory(groups: Readonly<Record<string, GroupSettings>>): DemoStory | undefined {
  const entries = Object.entries(groups);
  const stories = entries.flatMap(([name, group]) => storyOf(name, group, entries) ?? []);
  return stories.find(({ server }) => server !== undefined) ?? stories[0];
}

/** The story in which a group's users are the devices. */
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

/** Whether a rule without a user name in it covers a topic (MQTT 4.7.1). */
function covers(rule: string, name: string): boolean {
  const levels = name.split("/");
  const wanted = rule.split("/");
  return (
    wanted.every((level, i) => level === "#" || (level === "+" && levels[i] !== undefined) || level === levels[i]) &&
    (wanted.at(-1) === "#" ? levels.length >= wanted.length : levels.length === wanted.length)
  );
}

/** A user of the demonstration and the secret it was given. Exists in the stand-in only, and only while that runs. */
export interface DemoUser extends DemoRole {
  readonly password: string;
  /** As it would stand in a users file. */
  readonly entry: User;
}

/** The two sides of a story, each with a secret made on the spot. */
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

import { createHash } from "node:crypto";
import { cloudPrnt } from "../../../config";
import type { GroupSettings } from "../../../config/schema/config-schema";
import type { User } from "../../../identity/users/users-schema";
import type { Review } from "../../../review/review-plan";
import { rsaKeyPair } from "../../helpers/ready-made";
import { aGroup } from "../a-plan";

/** Users, groups and settings from which a stack is made. */
export interface Fleet {
  readonly users: readonly User[];
  readonly groups: Readonly<Record<string, GroupSettings>>;
  readonly settings: Readonly<Record<string, object>>;
}

/** A usual change, and the right verdict. */
export interface LegitimateChange {
  readonly title: string;
  readonly access: Review["access"];
  /** The user, group or setting that changes. Changes of the same one are not combined. */
  readonly of: string;
  /** Parts of the fleet before the change; `after` has them after it. */
  readonly before: Partial<Fleet>;
  readonly after: Partial<Fleet>;
}

/** Returns a secret's hash, always the same for a number. No known secret has it. */
export function secret(number: number): string {
  const bytes = (text: string) => createHash("sha256").update(`${text} ${number}`).digest();
  const text = (of: Buffer) => of.toString("base64").replaceAll("=", "");
  return `$sha256$${text(bytes("salt").subarray(0, 16))}$${text(bytes("hash"))}`;
}

const GROUP = aGroup();
/** Groups between which users move. */
const GROUPS: Fleet["groups"] = {
  few: aGroup({ publish: ["telemetry/{username}/#"] }),
  alike: aGroup({ publish: ["telemetry/{username}/#"] }),
  more: aGroup({ publish: ["telemetry/#"] }),
  others: aGroup({ publish: ["alarms/{username}"], subscribe: ["alarms/all"] }),
};

/** Groups that every fleet has. */
export const USUAL_GROUPS: Fleet["groups"] = {
  printers: { ...GROUP, ...cloudPrnt.printer() },
  servers: { ...GROUP, ...cloudPrnt.server() },
  ...GROUPS,
};

/**
 * Returns a change of one user, whose name is the change's title. If `before` or `after` is undefined, the user does not
 * exist then.
 */
function ofUser(
  title: string,
  access: Review["access"],
  before: Partial<User> | undefined,
  after: Partial<User> | undefined,
): LegitimateChange {
  const name = title.replaceAll(" ", "-");
  const users = (more: Partial<User> | undefined): User[] =>
    more ? [{ name, group: "few", secrets: [secret(1)], ...more }] : [];
  return {
    title,
    access,
    of: name,
    before: { users: users(before) },
    after: { users: users(after) },
  };
}

const SOON = "2090-01-01T00:00:00Z";
const LATER = "2091-01-01T00:00:00Z";

const OF_USERS: readonly LegitimateChange[] = [
  ofUser("added", "widens", undefined, {}),
  ofUser("added but disabled", "unchanged", undefined, { disabled: true }),
  ofUser("removed", "narrows", {}, undefined),
  ofUser("removed after it was disabled", "unchanged", { disabled: true }, undefined),
  ofUser("disabled", "narrows", {}, { disabled: true }),
  ofUser("enabled", "widens", { disabled: true }, {}),
  ofUser("may do more", "widens", {}, { group: "more" }),
  ofUser("may do less", "narrows", { group: "more" }, {}),
  ofUser("may do something else", "widens", {}, { group: "others" }),
  ofUser("may do the same in another group", "unchanged", {}, { group: "alike" }),
  ofUser("moves while disabled", "unchanged", { disabled: true }, { disabled: true, group: "more" }),
  ofUser("gets a second secret", "unchanged", {}, { secrets: [secret(1), secret(2)] }),
  ofUser("loses the first secret", "unchanged", { secrets: [secret(1), secret(2)] }, { secrets: [secret(2)] }),
  ofUser("gets another secret", "unchanged", {}, { secrets: [secret(3)] }),
  ofUser(
    "retires a secret",
    "unchanged",
    { secrets: [secret(1), secret(2)] },
    { secrets: [secret(1), secret(2)], retireFirstAt: SOON },
  ),
  ofUser("expires", "narrows", {}, { expiresAt: SOON }),
  ofUser("expires later", "widens", { expiresAt: SOON }, { expiresAt: LATER }),
  ofUser("expires sooner", "narrows", { expiresAt: LATER }, { expiresAt: SOON }),
  ofUser("expires no more", "widens", { expiresAt: SOON }, {}),
];

/** Returns a change of one group, which has the change's title as name, and a user. */
function ofGroup(
  title: string,
  access: Review["access"],
  before: Partial<GroupSettings> | undefined,
  after: Partial<GroupSettings> | undefined,
): LegitimateChange {
  const name = title.replaceAll(" ", "-");
  const groups = (rules: Partial<GroupSettings> | undefined): Fleet["groups"] =>
    rules ? { [name]: aGroup(rules) } : {};
  const users = before && after ? [{ name: `user-of-${name}`, group: name, secrets: [secret(4)] }] : [];
  return {
    title,
    access,
    of: name,
    before: { users, groups: groups(before) },
    after: { users, groups: groups(after) },
  };
}

const OWN = "a/{username}/#";
const OF_GROUPS: readonly LegitimateChange[] = [
  ofGroup("new without users", "unchanged", undefined, {}),
  ofGroup("gone without users", "unchanged", {}, undefined),
  ofGroup("publishes more", "widens", {}, { publish: ["telemetry/{username}/#", OWN] }),
  ofGroup("publishes less", "narrows", { publish: [OWN, "b/{username}"] }, { publish: [OWN] }),
  ofGroup("publishes elsewhere", "widens", { publish: [OWN] }, { publish: ["b/{username}/#"] }),
  ofGroup("publishes what it could", "unchanged", { publish: [OWN] }, { publish: [OWN, "a/{username}/status"] }),
  ofGroup("says it in one rule", "unchanged", { publish: [OWN, "a/{username}/status"] }, { publish: [OWN] }),
  ofGroup(
    "says it in another order",
    "unchanged",
    { publish: [OWN, "b/{username}"] },
    { publish: ["b/{username}", OWN] },
  ),
  ofGroup("subscribes more widely", "widens", { subscribe: [OWN] }, { subscribe: ["a/#"] }),
  ofGroup("subscribes more narrowly", "narrows", { subscribe: ["a/#"] }, { subscribe: [OWN] }),
  ofGroup("may retain", "widens", { publish: [OWN] }, { publish: [OWN], retain: [OWN] }),
  ofGroup("may not retain any more", "narrows", { publish: [OWN], retain: [OWN] }, { publish: [OWN] }),
  ofGroup("has more client ids", "widens", {}, { clientIds: ["{username}", "{username}-2"] }),
  ofGroup("has fewer client ids", "narrows", { clientIds: ["{username}", "{username}-2"] }, {}),
  ofGroup("stays for longer", "widens", { disconnectAfterSeconds: 3600 }, { disconnectAfterSeconds: 7200 }),
  ofGroup("stays for less long", "narrows", { disconnectAfterSeconds: 7200 }, { disconnectAfterSeconds: 3600 }),
  ofGroup("is asked for later", "widens", { refreshAfterSeconds: 300 }, { refreshAfterSeconds: 900 }),
  ofGroup("is asked for sooner", "narrows", { refreshAfterSeconds: 900 }, { refreshAfterSeconds: 300 }),
];

/** Returns a change of settings. Settings that it requires are the same before and after. */
function ofSetting(
  title: string,
  access: Review["access"],
  before: Fleet["settings"],
  after: Fleet["settings"],
): LegitimateChange {
  const [of = ""] = Object.keys({ ...before, ...after });
  return { title, access, of, before: { settings: before }, after: { settings: after } };
}

/** Returns a change and its reverse. */
const back = (
  title: string,
  [access, back]: readonly [Review["access"], Review["access"]],
  before: Fleet["settings"],
  after: Fleet["settings"],
): LegitimateChange[] => [
  ofSetting(title, access, before, after),
  ofSetting(`${title}, taken back`, back, after, before),
];

const publicKey = (): string => rsaKeyPair().publicKey.export({ type: "spki", format: "pem" }).toString();
const KEYS = { one: publicKey(), other: publicKey() };
const DEFAULT = { setAsDefault: true };
const signing = (tokenKeyName: string, publicKeys: Readonly<Record<string, string>>) => ({
  authorizer: { ...DEFAULT, signing: { tokenKeyName, publicKeys } },
});
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";
const MONITORING = { metrics: true, alarms: { topicArn: TOPIC }, dashboard: true };
const NOTHING = ["unchanged", "unchanged"] as const;

const OF_SETTINGS: readonly LegitimateChange[] = [
  ...back("memory", NOTHING, {}, { function: { memorySize: 1024 } }),
  ...back("architecture", NOTHING, {}, { function: { architecture: "x86_64" } }),
  ...back("runtime", NOTHING, {}, { function: { runtime: "nodejs24.x" } }),
  ...back("log retention", NOTHING, {}, { function: { logRetentionInDays: 365 } }),
  ...back("concurrency set aside", NOTHING, {}, { function: { reservedConcurrentExecutions: 20 } }),
  ...back(
    "a permissions boundary",
    ["unchanged", "widens"],
    {},
    { function: { permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary" } },
  ),
  ...back(
    "the authorizer is INACTIVE",
    ["narrows", "widens"],
    { authorizer: {} },
    { authorizer: { status: "INACTIVE" } },
  ),
  ...back("caching for HTTP", ["widens", "unchanged"], {}, { authorizer: { ...DEFAULT, enableCachingForHttp: true } }),
  ...back("take-over allowed", ["widens", "unchanged"], {}, { authorizer: { ...DEFAULT, takeOver: true } }),
  ...back(
    "another field for tokens",
    ["narrows", "narrows"],
    signing("token", { a: KEYS.one }),
    signing("key", { a: KEYS.one }),
  ),
  ...back(
    "one more signing key",
    ["widens", "narrows"],
    signing("token", { a: KEYS.one }),
    signing("token", { a: KEYS.one, b: KEYS.other }),
  ),
  ...back("the endpoint is DISABLED", ["narrows", "widens"], {}, { endpoint: { status: "DISABLED" } }),
  ...back(
    "clients may name another authorizer",
    ["widens", "narrows"],
    {},
    { endpoint: { allowAuthorizerOverride: true } },
  ),
  ...back(
    "the endpoint takes MQTT by authorizer only",
    ["narrows", "widens"],
    {},
    { endpoint: { authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" } },
  ),
  ...back("alarms tell others", NOTHING, {}, { monitoring: { ...MONITORING, alarms: { topicArn: `${TOPIC}-2` } } }),
  ...back("no alarms", NOTHING, {}, { monitoring: { metrics: true, dashboard: true } }),
  ...back("no dashboard", NOTHING, {}, { monitoring: { ...MONITORING, dashboard: false } }),
  ...back("no metrics", NOTHING, {}, { monitoring: { ...MONITORING, metrics: false } }),
  ...back("tags", NOTHING, {}, { tags: { team: "stores" } }),
  ...back("another tag", NOTHING, { tags: { team: "stores" } }, { tags: { team: "web" } }),
];

/** Changes that must get the right verdict, alone and two at a time. */
export const LEGITIMATE_CHANGES: readonly LegitimateChange[] = [...OF_USERS, ...OF_GROUPS, ...OF_SETTINGS];

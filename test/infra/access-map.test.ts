import { cloudPrnt } from "../../config/groups/cloud-prnt";
import { groupSchema } from "../../config/schema/group-schema";
import { resolveConfig } from "../../config/stages/resolve-config";
import { generateSecret, hashGeneratedSecret } from "../../identity/users/secret";
import type { User } from "../../identity/users/users-schema";
import {
  type AccessMap,
  type AccessMapInput,
  accessMap,
  memberNumber,
  readMember,
  readMembers,
  readRules,
  usersInTable,
} from "../../infra/access-map";
import { compareDigests, digestOfSet } from "../../infra/set-digest";

const groups = { printers: groupSchema.parse(cloudPrnt.printer()), servers: groupSchema.parse(cloudPrnt.server()) };
const code = { function: "aa", defaultAuthorizer: "bb" };
const secrets = [hashGeneratedSecret(generateSecret())];
/** Pattern of the text about one stored secret in an access map. */
const ONE_SECRET = "secrets [0-9a-f]{20}";

const LATER = "2027-01-31T00:00:00Z";
const user = (name: string, extra: Partial<User> = {}): User => ({ name, group: "printers", secrets, ...extra });
const many = (count: number): User[] => Array.from({ length: count }, (_, i) => user(`printer-${i}`));
const map = (users: readonly User[], more: Partial<AccessMapInput> = {}): AccessMap =>
  accessMap({ groups, users, code, ...more });
const membersOf = (made: AccessMap, group = "printers") => readMembers(made.groups[group]?.users ?? "");

describe("the access map", () => {
  it("contains the group of each user and the rules of each group", () => {
    expect(map([user("b", { group: "servers", secrets: [] }), user("a", { secrets: [] })])).toEqual({
      groups: {
        printers: {
          tags: {
            clientIds: "{username}",
            publish: "star/cloudprnt/to-server/{username}/#",
            subscribe: "star/cloudprnt/to-device/{username}/#",
          },
          disconnectAfterSeconds: 86_400,
          refreshAfterSeconds: 900,
          users: expect.stringMatching(/^1 user, digest [0-9a-f]{16}$/),
        },
        servers: {
          tags: {
            clientIds: "{username} + {username}~*",
            publish: "star/cloudprnt/to-device/#",
            subscribe: "star/cloudprnt/to-server/#",
          },
          disconnectAfterSeconds: 86_400,
          refreshAfterSeconds: 900,
          users: expect.stringMatching(/^1 user, digest [0-9a-f]{16}$/),
        },
      },
      users: { a: "printers", b: "servers" },
      code,
    });
  });

  it("marks users that are disabled or expire", () => {
    const expiresAt = "2027-01-31T00:00:00Z";
    const made = map([
      user("a", { disabled: true, secrets: [] }),
      user("b", { expiresAt, secrets: [] }),
      user("c", { disabled: true, expiresAt, secrets: [] }),
    ]);
    expect(made.users).toEqual({
      a: "printers (disabled)",
      b: `printers (expires ${expiresAt})`,
      c: `printers (disabled, expires ${expiresAt})`,
    });
    expect(membersOf(made)).toMatchObject({ users: 3, disabled: 2 });
  });

  it("changes with a user's second secret, new secret or end of the first secret, and only for that user", () => {
    const second = [...secrets, hashGeneratedSecret(generateSecret())];
    const retireFirstAt = "2027-01-31T00:00:00Z";
    const made = (mine: Partial<User>) => map([user("a"), user("b", mine)]);
    const plain = made({}).users ?? {};
    expect(plain.b).toMatch(new RegExp(`^printers \\(${ONE_SECRET}\\)$`));

    expect(made({ secrets: second }).users).toEqual({
      a: plain.a,
      b: expect.stringMatching(new RegExp(`^printers \\(${ONE_SECRET} [0-9a-f]{20}\\)$`)),
    });
    expect(made({ secrets: second, retireFirstAt }).users?.b).toMatch(/, first secret until 2027-01-31T00:00:00Z\)$/);
    expect(made({ secrets: second.slice(1) }).users?.b).not.toBe(plain.b);
    expect(made({ secrets: second }).groups).toEqual(made({}).groups);
  });

  it("does not depend on the order of the users", () => {
    expect(JSON.stringify(map(many(50).reverse()))).toBe(JSON.stringify(map(many(50))));
    expect(map(many(300).reverse())).toEqual(map(many(300)));
  });

  it("names up to 200 users, and only counts 201", () => {
    expect(Object.keys(map(many(200)).users ?? {})).toHaveLength(200);
    expect(map(many(200))).not.toHaveProperty("secrets");

    const counted = map([...many(200), user("server-1", { group: "servers" })]);
    expect(counted).not.toHaveProperty("users");
    expect(counted.groups.printers?.users).toMatch(/^200 users, digest [\w-]{342}$/);
    expect(counted.groups.servers?.users).toMatch(/^1 user, digest [\w-]{342}$/);
    expect(counted.secrets).toMatch(/^201 users, digest [\w-]{342}$/);
  });

  it.each([
    ["an added user", [...many(300), user("x")], [], [{}]],
    ["a removed user", many(299), [{}], []],
    ["a user in place of another", [...many(299), user("x")], [{}], [{}]],
    ["a user who is disabled", [...many(299), user("printer-299", { disabled: true })], [{}], [{ disabled: true }]],
    [
      "a user who gets an expiry",
      [...many(299), user("printer-299", { expiresAt: LATER })],
      [{}],
      [{ expiresAt: LATER }],
    ],
    ["a user who changes groups", [...many(299), user("printer-299", { group: "servers" })], [{}], []],
  ])("shows by the digests, if it only counts users, %s", (_, users, removed, added) => {
    const [was, is] = [membersOf(map(many(300))), membersOf(map(users))];
    if (!was || !is) throw new Error("no members");
    const change = compareDigests(was.digest, is.digest, { before: was.users, after: is.users });
    expect(change?.removed.map(readMember)).toMatchObject(removed);
    expect(change?.added.map(readMember)).toMatchObject(added);
    const [old, now] = [change?.removed[0], change?.added[0]].map((one) => one && readMember(one).who);
    if (old && now) expect(old === now).toBe(!users.some(({ name }) => name === "x"));
  });

  it("has a digest that can be computed from the users", () => {
    const expiring = user("x", { expiresAt: LATER });
    expect(membersOf(map([...many(300), expiring]))?.digest).toBe(
      digestOfSet([...many(300), expiring].map(memberNumber)),
    );
  });

  it("encodes a user's identity, state and expiry in the digest, for any form of the time", () => {
    const read = (state: object) => readMember(memberNumber({ name: "x", ...state }));
    expect(read({})).toEqual({ who: read({ disabled: true }).who, disabled: false });
    expect(read({ expiresAt: LATER, disabled: true })).toMatchObject({ expiresAt: LATER, disabled: true });
    expect(read({ expiresAt: "2027-01-31T00:00:00.250Z" }).expiresAt).toBe("2027-01-31T00:00:00.250Z");
    expect(read({ expiresAt: "1950-01-01T00:00:00Z" }).expiresAt).toBe("1970-01-01T00:00:00.001Z");
    expect(readMember(memberNumber({ name: "y" })).who).not.toBe(read({}).who);
  });

  it("shows changed secrets separately from changed users, if it only counts users", () => {
    const other = many(300).map((one) => ({ ...one, secrets: [hashGeneratedSecret(generateSecret())] }));
    const [was, is] = [map(many(300)), map(other)];
    expect(is.groups).toEqual(was.groups);
    expect(is.secrets).not.toBe(was.secrets);
  });

  it("contains neither hash nor note, and does not change with a note", () => {
    for (const users of [many(3), many(300)]) {
      const text = JSON.stringify(map(users));
      expect(text).not.toMatch(/sha256|scrypt|\$/);
      for (const part of (secrets[0] ?? "").split("$").filter((one) => one.length > 8))
        expect(text).not.toContain(part);
      expect(JSON.stringify(map(users.map((one) => ({ ...one, note: "for people" }))))).toBe(text);
    }
  });

  it("names the users table, and says that no plan shows its users", () => {
    const made = map([], { inPlaceOfUsers: usersInTable("fleet-users") });
    expect(made).toMatchObject({
      usersTable: {
        name: "fleet-users",
        note: "Users are in this DynamoDB table and change without a deploy: no plan shows who they are.",
      },
      code,
    });
    expect([made.users, made.secrets, made.groups.printers?.users]).toEqual([undefined, undefined, undefined]);
  });

  it("contains no users if there are none", () => {
    const made = map([]);
    expect(made.users).toEqual({});
    expect(membersOf(made)).toMatchObject({ users: 0, disabled: 0 });
  });

  it("has a line for the function's code, and one for the program that Terraform runs", () => {
    expect(map([], { code: { ...code, function: "cc" } }).code).toEqual({ function: "cc", defaultAuthorizer: "bb" });
  });
});

describe("a group's rules, joined in one text", () => {
  it.each([
    { publish: ["a/#", "b + c"] },
    { publish: ["a/ + /b"] },
    { subscribe: ["a/ + /b"] },
    { subscribe: ["$share/a + b/c"] },
    { clientIds: ["a + b"] },
  ])("can be split again, because no rule may contain the separator: %j", (rules) => {
    const group = { clientIds: ["{username}"], ...rules };
    expect(() => resolveConfig({ name: "fleet", region: "us-east-1", groups: { a: group } })).toThrow(/^`groups\.a\./);
  });

  it("are the same after splitting", () => {
    const rules = ["a/#", "b/{username}", "with space, and; more"];
    const made = map([], { groups: { printers: { ...groups.printers, publish: rules, subscribe: [] } } });
    expect(readRules(made.groups.printers?.tags.publish)).toEqual(rules);
    expect(readRules(made.groups.printers?.tags.subscribe)).toEqual([]);
  });
});

describe("numbers of users", () => {
  it.each(["", "3", "3 users", "x users, digest a", "3 users, digest", "3 users, 1 disabled"])(
    "are not read from %j",
    (text) => {
      expect(readMembers(text)).toBeUndefined();
    },
  );
});

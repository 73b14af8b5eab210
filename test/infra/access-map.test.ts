import { accessMap } from "../../infra/access-map";
import { groupSchema } from "../../infra/config/group-schema";
import { cloudPrnt } from "../../infra/groups/cloud-prnt";
import { generateSecret, hashGeneratedSecret } from "../../infra/users/secret";
import type { User } from "../../infra/users/users-schema";

const groups = { printers: groupSchema.parse(cloudPrnt.printer()), servers: groupSchema.parse(cloudPrnt.server()) };
const secrets = [hashGeneratedSecret(generateSecret())];

const user = (name: string, extra: Partial<User> = {}): User => ({ name, group: "printers", secrets, ...extra });
const many = (count: number): User[] => Array.from({ length: count }, (_, i) => user(`printer-${i}`));

describe("the access map", () => {
  it("says which group each user is in, and what the groups may do", () => {
    expect(accessMap(groups, [user("b", { group: "servers" }), user("a")])).toEqual({
      groups,
      users: { a: "printers", b: "servers" },
    });
  });

  it("says who cannot log in, or not for ever", () => {
    const expiresAt = "2027-01-31T00:00:00Z";
    expect(
      accessMap(groups, [
        user("a", { disabled: true }),
        user("b", { expiresAt }),
        user("c", { disabled: true, expiresAt }),
      ]).users,
    ).toEqual({
      a: "printers (disabled)",
      b: `printers (expires ${expiresAt})`,
      c: `printers (disabled, expires ${expiresAt})`,
    });
  });

  it("is the same whatever the order of the users", () => {
    expect(JSON.stringify(accessMap(groups, many(50).reverse()))).toBe(JSON.stringify(accessMap(groups, many(50))));
    expect(accessMap(groups, many(300).reverse())).toEqual(accessMap(groups, many(300)));
  });

  it("names 200 users, and counts 201", () => {
    expect(Object.keys(accessMap(groups, many(200)).users ?? {})).toHaveLength(200);
    expect(accessMap(groups, many(200))).not.toHaveProperty("userCounts");

    const counted = accessMap(groups, [...many(200), user("server-1", { group: "servers" })]);
    expect(counted).not.toHaveProperty("users");
    expect(counted.userCounts).toEqual({
      printers: { users: 200, digest: expect.stringMatching(/^[0-9a-f]{16}$/) },
      servers: { users: 1, digest: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
  });

  it("shows, also where it counts, that someone took another's place, moved, was disabled or got an expiry", () => {
    const map = (change: Partial<User>): string => JSON.stringify(accessMap(groups, [...many(300), user("x", change)]));
    const maps = [
      {},
      { name: "y" },
      { group: "servers" },
      { disabled: true },
      { expiresAt: "2027-01-31T00:00:00Z" },
    ].map(map);
    expect(new Set(maps).size).toBe(5);
  });

  it("holds neither a hash nor a note, and does not change with them", () => {
    for (const users of [many(3), many(300)]) {
      const map = JSON.stringify(accessMap(groups, users));
      const changed = users.map((one) => ({
        ...one,
        note: "for people",
        secrets: [hashGeneratedSecret(generateSecret())],
      }));
      expect(map).not.toMatch(/sha256|scrypt/);
      expect(JSON.stringify(accessMap(groups, changed))).toBe(map);
    }
  });

  it("names the table where users are in one, and says that no plan shows them", () => {
    expect(accessMap(groups, [], "fleet-users")).toEqual({
      groups,
      usersTable: {
        name: "fleet-users",
        note: "Users are in this DynamoDB table and change without a deploy: no plan shows who they are.",
      },
    });
  });

  it("is empty of users where there are none", () => {
    expect(accessMap(groups, [])).toEqual({ groups, users: {} });
  });
});

import { describeUsers } from "../../../review/words/describe-users";
import { text } from "../../../review/words/render-review";
import { aGroup, aMap, reviewOfAccess } from "../a-plan";

const GROUPS = { sensors: aGroup(), readers: aGroup({ publish: [] }), twins: aGroup() };
type Users = Parameters<typeof aMap>[1];
const described = (before: Users, after: Users) =>
  describeUsers(reviewOfAccess(aMap(GROUPS, before), aMap(GROUPS, after))).map(text);

describe("describeUsers", () => {
  it.each<[string, Users, Users, string[]]>([
    [
      "new users by group, with their states (disabled, expiring)",
      {},
      { b: "readers", a: "sensors", c: { disabled: true, expiresAt: "2027-01-01T00:00:00Z" } },
      ["readers gains 1 user: b", "sensors gains 2 users: a, c (disabled, until 2027-01-01T00:00:00Z)"],
    ],
    ["removed users", { a: "sensors", b: { disabled: true } }, {}, ["sensors loses 2 users: a, b (disabled)"]],
    [
      "who moves, with what that means",
      { a: "sensors" },
      { a: "readers" },
      ["a moves from sensors to readers: may no longer publish to telemetry/{username}/#"],
    ],
    [
      "who moves to the same rules",
      { a: "sensors" },
      { a: "twins" },
      ["a moves from sensors to twins, with the same rules"],
    ],
    ["who is disabled", { a: "sensors" }, { a: { disabled: true } }, ["a (sensors) is disabled"]],
    ["who is enabled", { a: { disabled: true } }, { a: "sensors" }, ["a (sensors) is enabled again"]],
    [
      "who expires",
      { a: "sensors" },
      { a: { expiresAt: "2027-01-01T00:00:00Z" } },
      ["a (sensors) can log in until 2027-01-01T00:00:00Z (before: without an end)"],
    ],
    [
      "who moves and is disabled",
      { a: "sensors" },
      { a: { group: "readers", disabled: true } },
      ["a moves from sensors to readers: may no longer publish to telemetry/{username}/#", "a (readers) is disabled"],
    ],
    ["nobody", { a: "sensors" }, { a: "sensors" }, []],
  ])("tells %s", (_, before, after, expected) => {
    expect(described(before, after)).toEqual(expected);
  });

  it("reports numbers if there are too many users to name", () => {
    const many = (number: number) =>
      Object.fromEntries(Array.from({ length: number }, (_, index) => [`m-${index}`, "sensors"]));
    const { "m-0": _, ...others } = many(201);
    const now = (after: number) => `sensors has ${after} users (before: 201; too many to name)`;
    expect(described(many(201), many(202))).toEqual(["sensors gains 1 user", now(202)]);
    expect(described(many(201), { ...others, stranger: "sensors" }).sort()).toEqual([
      "sensors gains 1 user",
      now(201),
      "sensors loses 1 user",
    ]);
    expect(described(many(201), { ...many(201), off: { group: "sensors", disabled: true } })).toEqual([
      "sensors gains 1 user (disabled)",
      now(202),
    ]);
  });

  it("reports only totals if more users change than the digests can tell", () => {
    const many = (number: number, prefix = "m") =>
      Object.fromEntries(Array.from({ length: number }, (_, index) => [`${prefix}-${index}`, "sensors"]));
    expect(described(many(201), many(209))).toEqual([
      "sensors has 209 users (before: 201; too many to name, and more changes than can be listed)",
    ]);
    expect(described(many(201), many(201, "n"))).toEqual([
      "sensors still has 201 users, but not the same ones or not with the same states (too many to name)",
    ]);
  });
});

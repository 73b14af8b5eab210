import { describeReview } from "../../../review/words/describe-review";
import { renderText } from "../../../review/words/render-review";
import { aGroup, aMap, reviewOfAccess, warningsOf } from "../a-plan";

type Users = Parameters<typeof aMap>[1];

const GROUPS = { sensors: aGroup(), readers: aGroup() };
const many = (number: number, group = "sensors", prefix = "meter") =>
  Object.fromEntries(Array.from({ length: number }, (_, index) => [`${prefix}-${index}`, group]));
const review = (before: Users, after: Users) => reviewOfAccess(aMap(GROUPS, before), aMap(GROUPS, after));

/** Returns users without some of them. */
const without = (users: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(users).filter(([name]) => !names.includes(name)));

describe("compareCounts", () => {
  it("counts users who are too many to name", () => {
    const { users, userCounts, access } = review(many(201), many(203));
    expect(users).toEqual([]);
    expect(userCounts).toEqual([{ group: "sensors", before: 201, after: 203, added: 2, removed: 0 }]);
    expect(access).toBe("widens");
  });

  it("reports that users are only removed or disabled, which narrows", () => {
    const { userCounts, access } = review(many(205), without(many(205), "meter-3", "meter-77"));
    expect(userCounts).toEqual([{ group: "sensors", before: 205, after: 203, added: 0, removed: 2 }]);
    expect(access).toBe("narrows");
  });

  const ONE = { "meter-3": { group: "sensors" } };
  it.each([
    [
      "is disabled",
      ONE,
      { "meter-3": { group: "sensors", disabled: true } },
      "narrows",
      "1 user (sensors) is disabled",
    ],
    [
      "is enabled",
      { "meter-3": { group: "sensors", disabled: true } },
      ONE,
      "widens",
      "1 user (sensors) is enabled again",
    ],
    [
      "moves to a group that may do the same",
      ONE,
      { "meter-3": { group: "alike" } },
      "unchanged",
      "1 user moves from sensors to alike, with the same rules",
    ],
    [
      "moves to a weaker group",
      ONE,
      { "meter-3": { group: "weaker" } },
      "narrows",
      "1 user moves from sensors to weaker: may no longer subscribe to commands/{username}/#",
    ],
    [
      "moves to a stronger group",
      { "meter-3": { group: "weaker" } },
      ONE,
      "widens",
      "1 user moves from weaker to sensors: may now subscribe to commands/{username}/#",
    ],
    [
      "moves while disabled",
      { "meter-3": { group: "weaker", disabled: true } },
      { "meter-3": { group: "sensors", disabled: true } },
      "unchanged",
      "1 user moves from weaker to sensors: may now",
    ],
    [
      "expires",
      ONE,
      { "meter-3": { group: "sensors", expiresAt: "2027-01-01T00:00:00Z" } },
      "narrows",
      "1 user (sensors) can log in until 2027-01-01T00:00:00Z (before: without an end)",
    ],
    [
      "expires later",
      { "meter-3": { group: "sensors", expiresAt: "2027-01-01T00:00:00Z" } },
      { "meter-3": { group: "sensors", expiresAt: "2028-01-01T00:00:00Z" } },
      "widens",
      "1 user (sensors) can log in until 2028-01-01T00:00:00Z (before: until 2027-01-01T00:00:00Z)",
    ],
    [
      "is removed after being disabled",
      { "meter-3": { group: "sensors", disabled: true } },
      {},
      "unchanged",
      "sensors loses 1 user (disabled)",
    ],
    [
      "is new but disabled",
      {},
      { "meter-3": { group: "sensors", disabled: true } },
      "unchanged",
      "sensors gains 1 user (disabled)",
    ],
    ["is removed", ONE, {}, "narrows", "sensors loses 1 user"],
    ["is new", {}, ONE, "widens", "sensors gains 1 user"],
  ] as const)("tells of one among hundreds who %s", (_, before, after, access, words) => {
    const groups = { ...GROUPS, alike: aGroup(), weaker: aGroup({ subscribe: [] }) };
    const others = without(many(205), "meter-3");
    const found = reviewOfAccess(aMap(groups, { ...others, ...before }), aMap(groups, { ...others, ...after }));
    expect(found.access).toBe(access);
    expect(renderText(describeReview(found))).toContain(`\n  - ${words}`);
  });

  it("counts users with the same change together", () => {
    const off = Object.fromEntries(["3", "77"].map((id) => [`meter-${id}`, { group: "sensors", disabled: true }]));
    const found = review(many(205), { ...many(205), ...off });
    expect(found.unnamedUsers).toMatchObject([{ count: 2, gains: false, loses: true, after: { disabled: true } }]);
    expect(found.userCounts).toEqual([{ group: "sensors", before: 205, after: 205, added: 0, removed: 2 }]);
  });

  it("distinguishes a rotation from other changes, and counts its users", () => {
    const secrets = (more: object) =>
      aMap(GROUPS, { ...many(205), "meter-3": { group: "sensors", secrets: ["$a"] }, ...more });
    const found = reviewOfAccess(secrets({}), secrets({ "meter-3": { group: "sensors", secrets: ["$b"] } }));
    expect([found.access, found.unnamedUsers, found.userCounts]).toEqual(["unchanged", [], []]);
    expect(warningsOf(found)["secrets-changed"]).toBe(
      "The secrets of 1 user change (too many to name). They can log in with the new secrets.",
    );
    const added = reviewOfAccess(secrets({}), secrets({ "meter-300": { group: "sensors", secrets: ["$c"] } }));
    expect(Object.keys(warningsOf(added))).not.toContain("secrets-changed");
    const named = aMap(GROUPS, { "meter-3": { group: "sensors", secrets: ["$a"] }, ...without(many(198), "meter-3") });
    const up = reviewOfAccess(
      named,
      aMap(GROUPS, { "meter-3": { group: "sensors", secrets: ["$b"] }, ...without(many(203), "meter-3") }),
    );
    expect(warningsOf(up)["secrets-changed"]).toContain("The secrets of 1 user change");
  });

  it("finds one added user among removed users", () => {
    const { userCounts, access } = review(many(205), {
      ...without(many(205), "meter-3", "meter-77"),
      stranger: "sensors",
    });
    expect(userCounts).toEqual([{ group: "sensors", before: 205, after: 204, added: 1, removed: 2 }]);
    expect(access).toBe("widens");
  });

  it("counts too many changes as widening, since a user may be added among the removed", () => {
    const { userCounts, access } = review(many(220), many(205));
    expect(userCounts).toEqual([{ group: "sensors", before: 220, after: 205 }]);
    expect(access).toBe("widens");
  });

  it("counts a user who changes groups in both groups", () => {
    const found = review(many(201), { ...many(201), "meter-0": "readers" });
    expect(found.userCounts).toEqual([
      { group: "readers", before: 0, after: 1, added: 1, removed: 0 },
      { group: "sensors", before: 201, after: 200, added: 0, removed: 1 },
    ]);
    expect(found.access).toBe("unchanged");
  });

  it("narrows if all users of a group are removed, however many", () => {
    const readers = many(30, "readers", "reader");
    const { userCounts, access } = review({ ...many(201), ...readers }, many(201));
    expect(userCounts).toEqual([{ group: "readers", before: 30, after: 0 }]);
    expect(access).toBe("narrows");
  });

  it("compares counted users with users who were named before, or are named from now on", () => {
    const up = review(many(200), many(201));
    expect([up.userCounts, up.access]).toEqual([
      [{ group: "sensors", before: 200, after: 201, added: 1, removed: 0 }],
      "widens",
    ]);
    const down = review(many(201), many(200));
    expect([down.userCounts, down.access]).toEqual([
      [{ group: "sensors", before: 201, after: 200, added: 0, removed: 1 }],
      "narrows",
    ]);
  });

  it("lists nothing if nothing changes", () => {
    expect(review(many(201), many(201))).toMatchObject({ userCounts: [], access: "unchanged" });
  });
});

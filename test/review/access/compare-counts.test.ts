import { aGroup, aMap, reviewOfAccess } from "../a-plan";

type Users = Parameters<typeof aMap>[1];

const GROUPS = { sensors: aGroup(), readers: aGroup() };
const many = (number: number, group = "sensors", prefix = "meter") =>
  Object.fromEntries(Array.from({ length: number }, (_, index) => [`${prefix}-${index}`, group]));
const review = (before: Users, after: Users) => reviewOfAccess(aMap(GROUPS, before), aMap(GROUPS, after));

/** The same users without some. */
const without = (users: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(users).filter(([name]) => !names.includes(name)));

describe("compareCounts", () => {
  it("counts where users are too many to be named", () => {
    const { users, userCounts, access } = review(many(201), many(203));
    expect(users).toEqual([]);
    expect(userCounts).toEqual([{ group: "sensors", before: 201, after: 203, added: 2, removed: 0 }]);
    expect(access).toBe("widens");
  });

  it("tells that users are only removed, or disabled, which narrows", () => {
    const { userCounts, access } = review(many(205), without(many(205), "meter-3", "meter-77"));
    expect(userCounts).toEqual([{ group: "sensors", before: 205, after: 203, added: 0, removed: 2 }]);
    expect(access).toBe("narrows");

    const off = { ...many(205), "meter-3": { group: "sensors", disabled: true } };
    expect(review(many(205), off)).toMatchObject({ userCounts: [{ added: 0, removed: 1 }], access: "narrows" });
    expect(review(off, many(205))).toMatchObject({ userCounts: [{ added: 1, removed: 0 }], access: "widens" });
  });

  it("notices one among the removed who is added", () => {
    const { userCounts, access } = review(many(205), {
      ...without(many(205), "meter-3", "meter-77"),
      stranger: "sensors",
    });
    expect(userCounts).toEqual([{ group: "sensors", before: 205, after: 204, added: 1, removed: 2 }]);
    expect(access).toBe("widens");
  });

  it("cannot rule out that somebody is added among many removed, so it counts as widening", () => {
    const { userCounts, access } = review(many(220), many(205));
    expect(userCounts).toEqual([{ group: "sensors", before: 220, after: 205 }]);
    expect(access).toBe("widens");
  });

  it("sees a later expiry, which counts as added and removed", () => {
    const expiring = (expiresAt: string) => ({ ...many(201), x: { group: "sensors", expiresAt } });
    const found = review(expiring("2027-01-01T00:00:00Z"), expiring("2028-01-01T00:00:00Z"));
    expect(found).toMatchObject({ userCounts: [{ added: 1, removed: 1 }], access: "widens" });
  });

  it("tells who moves as removed from one group and added to the other", () => {
    const found = review(many(201), { ...many(201), "meter-0": "readers" });
    expect(found.userCounts).toEqual([
      { group: "readers", before: 0, after: 1, added: 1, removed: 0 },
      { group: "sensors", before: 201, after: 200, added: 0, removed: 1 },
    ]);
    expect(found.access).toBe("widens");
  });

  it("is narrower when a whole group empties, however many were in it", () => {
    const readers = many(30, "readers", "reader");
    const { userCounts, access } = review({ ...many(201), ...readers }, many(201));
    expect(userCounts).toEqual([{ group: "readers", before: 30, after: 0 }]);
    expect(access).toBe("narrows");
  });

  it("counts those who were still named before, or are named from now on", () => {
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

  it("lists nothing where nothing changes", () => {
    expect(review(many(201), many(201))).toMatchObject({ userCounts: [], access: "unchanged" });
  });
});

import { aGroup, aMap, reviewOfAccess } from "./a-plan";

const GROUPS = { sensors: aGroup(), readers: aGroup() };
const many = (number: number, group = "sensors", prefix = "meter") =>
  Object.fromEntries(Array.from({ length: number }, (_, index) => [`${prefix}-${index}`, group]));
const review = (before: Record<string, string>, after: Record<string, string>) =>
  reviewOfAccess(aMap(GROUPS, before), aMap(GROUPS, after));

describe("compareCounts", () => {
  it("counts where users are too many to be named", () => {
    const { users, userCounts, access } = review(many(201), many(203));
    expect(users).toEqual([]);
    expect(userCounts).toEqual([{ group: "sensors", before: 201, after: 203 }]);
    expect(access).toBe("widens");
  });

  it("cannot tell who is among fewer users, so it counts as widening", () => {
    expect(review(many(203), many(201)).access).toBe("widens");
  });

  it("notices that one took another's place", () => {
    const before = many(201);
    const { "meter-0": _, ...rest } = before;
    const { userCounts, access } = review(before, { ...rest, stranger: "sensors" });
    expect(userCounts).toEqual([{ group: "sensors", before: 201, after: 201 }]);
    expect(access).toBe("widens");
  });

  it("is narrower only when whole groups empty", () => {
    const readers = many(3, "readers", "reader");
    const { userCounts, access } = review({ ...many(201), ...readers }, many(201));
    expect(userCounts).toEqual([{ group: "readers", before: 3, after: 0 }]);
    expect(access).toBe("narrows");
  });

  it("counts those who were still named before", () => {
    expect(review(many(200), many(201)).userCounts).toEqual([{ group: "sensors", before: 200, after: 201 }]);
    expect(review(many(201), many(200)).userCounts).toEqual([{ group: "sensors", before: 201, after: 200 }]);
  });

  it("lists nothing where nothing changes", () => {
    expect(review(many(201), many(201))).toMatchObject({ userCounts: [], access: "unchanged" });
  });
});

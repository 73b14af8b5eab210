import type { AccessMap } from "../../../infra/access-map";
import { aGroup, aMap, aTableMap, type BeforeAfter, mapValues, reviewOf, warningsOf } from "../a-plan";

const GROUPS = { sensors: aGroup(), readers: aGroup({ publish: [] }) };
const TABLE = { name: "fleet-users" };
const IN_TABLE = aTableMap(GROUPS);
const review = (before: AccessMap | null, after: AccessMap | null, table: BeforeAfter) =>
  reviewOf({
    "terraform_data.access_map": [before && mapValues(before), after && mapValues(after)],
    "aws_dynamodb_table.users": table,
  });

describe("usersPlaceWarnings", () => {
  it("says of a new stack with a table that no plan shows its users", () => {
    const found = review(null, IN_TABLE, [null, TABLE]);
    expect(warningsOf(found)).toEqual({
      "users-in-table": "Users live in the table fleet-users: no plan shows who gains or loses access there.",
    });
    expect(found.access).toBe("unchanged");
  });

  it("names users who move to a table, and counts that as widening", () => {
    const users = { b: "sensors", a: "sensors", c: { group: "readers", disabled: true } };
    const found = review(aMap(GROUPS, users), IN_TABLE, [null, TABLE]);
    expect(warningsOf(found)).toEqual({
      "users-leave-plan":
        "Users move out of the plan into the table fleet-users: users who are not in it can no longer log in, other users who are in it can, and no plan shows them any more. In the plan until now: readers, 1 user (c); sensors, 2 users (a, b).",
    });
    expect(found).toMatchObject({ access: "widens", users: [], userCounts: [] });
  });

  it("counts users who move to a table if the plan named no users", () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`m-${index}`, "sensors"]));
    const found = review(aMap(GROUPS, many), IN_TABLE, [null, TABLE]);
    expect(warningsOf(found)["users-leave-plan"]).toMatch(/In the plan until now: sensors, 201 users\.$/);
    expect(found.userCounts).toEqual([]);
  });

  it("names users who move into the plan as gained, and says that others stay in the table", () => {
    const found = review(IN_TABLE, aMap(GROUPS, { a: "sensors" }), [TABLE, null]);
    expect(Object.keys(warningsOf(found))).toEqual(["users-lost", "users-enter-plan"]);
    expect(warningsOf(found)["users-enter-plan"]).toContain(
      "users who are in the table fleet-users only can no longer log in",
    );
    expect(found.users).toEqual([
      { name: "a", after: { group: "sensors", disabled: false }, gains: true, loses: false },
    ]);
    expect(found.access).toBe("widens");
  });

  it("does not warn if users stay in the table, or the stack is destroyed", () => {
    expect(warningsOf(review(IN_TABLE, IN_TABLE, [TABLE, TABLE]))).toEqual({});
    expect(warningsOf(review(IN_TABLE, null, [TABLE, null]))).not.toHaveProperty("users-enter-plan");
  });

  it("warns of another table, whose users no plan shows", () => {
    const other = aTableMap(GROUPS, "fleet-users-restored");
    const found = review(IN_TABLE, other, [TABLE, { name: "fleet-users-restored" }]);
    expect(warningsOf(found)).toEqual({
      "users-table-changed":
        "Users are looked up in the table fleet-users-restored from now on (before: fleet-users): users who were removed, disabled or given a new secret since in fleet-users may still be in the other as before, and users who were added since may be missing. No plan shows who that is.",
    });
    expect(found.access).toBe("widens");

    const made = (more: object) =>
      Object.keys(warningsOf(review(IN_TABLE, other, [TABLE, { name: "fleet-users-restored", ...more }, "replace"])));
    expect(made({ import_table: [] })).toEqual(["users-lost"]);
    for (const filled of [
      { restore_source_name: "fleet-users" },
      { restore_source_table_arn: "arn:table" },
      { import_table: [{}] },
    ]) {
      expect(made(filled)).toEqual(["users-lost", "users-table-changed"]);
    }
  });

  it("counts a new group as widening while users are in a table, since a user may have that group already", () => {
    const more = { ...GROUPS, admins: aGroup() };
    const wider = aTableMap(more);
    const [added, removed] = [review(IN_TABLE, wider, [TABLE, TABLE]), review(wider, IN_TABLE, [TABLE, TABLE])];
    expect(warningsOf(added)).toEqual({
      "table-group-added":
        "Users in the table fleet-users with a group that is new (admins) can log in from now on: no plan shows who that is.",
    });
    expect(added.access).toBe("widens");
    expect(warningsOf(removed)).toEqual({
      "table-group-removed":
        "Users in the table fleet-users with a group that is removed (admins) can no longer log in: no plan shows who that is.",
    });
    expect(removed.access).toBe("narrows");
    expect(review(aMap(GROUPS), aMap(more), [null, null]).access).toBe("unchanged");
  });
});

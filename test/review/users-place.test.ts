import { usersPlaces } from "../../review/users-place";
import { aGroup, aMap, aPlan, planJson } from "./a-plan";

const GROUPS = { sensors: aGroup() };
const IN_PLAN = aMap(GROUPS, { a: "sensors" });
const IN_TABLE = { groups: GROUPS, usersTable: { name: "fleet-users", note: "in a table" } };
const places = (before: object | null, after: object | null) =>
  usersPlaces(
    aPlan(planJson({ "terraform_data.access_map": [before && { input: before }, after && { input: after }] })),
  );

describe("usersPlaces", () => {
  it("finds users in the plan, also where there are none or only their number", () => {
    const counted = { groups: GROUPS, userCounts: { sensors: { users: 201, digest: "x" } } };
    expect(places(IN_PLAN, aMap(GROUPS))).toEqual({ before: { in: "plan" }, after: { in: "plan" } });
    expect(places(counted, { groups: GROUPS })).toEqual({ before: { in: "plan" }, after: { in: "plan" } });
  });

  it("finds them in the table that the access map names", () => {
    const table = { in: "table", table: "fleet-users" };
    expect(places(IN_TABLE, IN_TABLE)).toEqual({ before: table, after: table });
    expect(places(IN_PLAN, IN_TABLE)).toEqual({ before: { in: "plan" }, after: table });
  });

  it("finds none where there is no stack", () => {
    expect(places(null, IN_PLAN)).toEqual({ after: { in: "plan" } });
    expect(places(IN_PLAN, null)).toEqual({ before: { in: "plan" } });
  });
});

import type { AccessMap } from "../../../infra/access-map";
import { usersPlaces } from "../../../review/access/users-places";
import { aGroup, aMap, aPlan, aTableMap, mapValues, planJson } from "../a-plan";

const GROUPS = { sensors: aGroup() };
const IN_PLAN = aMap(GROUPS, { a: "sensors" });
const IN_TABLE = aTableMap(GROUPS);
const places = (before: AccessMap | null, after: AccessMap | null) =>
  usersPlaces(
    aPlan(planJson({ "terraform_data.access_map": [before && mapValues(before), after && mapValues(after)] })),
  );

describe("usersPlaces", () => {
  it("finds users in the plan, also if there are none or only their number", () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`m-${index}`, "sensors"]));
    expect(places(IN_PLAN, aMap(GROUPS))).toEqual({ before: { in: "plan" }, after: { in: "plan" } });
    expect(places(aMap(GROUPS, many), aMap(GROUPS, many))).toEqual({ before: { in: "plan" }, after: { in: "plan" } });
  });

  it("finds them in the table that the access map names", () => {
    const table = { in: "table", table: "fleet-users" };
    expect(places(IN_TABLE, IN_TABLE)).toEqual({ before: table, after: table });
    expect(places(IN_PLAN, IN_TABLE)).toEqual({ before: { in: "plan" }, after: table });
  });

  it("finds none if there is no stack", () => {
    expect(places(null, IN_PLAN)).toEqual({ after: { in: "plan" } });
    expect(places(IN_PLAN, null)).toEqual({ before: { in: "plan" } });
  });
});

import { usersPlaces } from "../../../infra/review/users-place";
import { aGroup, aMap, aPlan, type BeforeAfter, planJson } from "./a-plan";

const GROUPS = { sensors: aGroup() };
const NAMED = { input: aMap(GROUPS, { a: "sensors" }) };
const UNNAMED = { input: { groups: GROUPS } };
const TABLE = { name: "fleet-users" };
const places = (map: BeforeAfter, table: BeforeAfter = [null, null]) =>
  usersPlaces(aPlan(planJson({ "terraform_data.access_map": map, "aws_dynamodb_table.users": table })));

describe("usersPlaces", () => {
  it("finds users in the plan where it names them, or has no table", () => {
    expect(places([NAMED, { input: aMap(GROUPS) }])).toEqual({ before: { in: "plan" }, after: { in: "plan" } });
    expect(places([UNNAMED, NAMED], [TABLE, TABLE])).toMatchObject({ after: { in: "plan" } });
  });

  it("finds them in the table where there is one and the plan names nobody, in either shape of the access map", () => {
    const inTable = { in: "table", table: "fleet-users" };
    expect(places([UNNAMED, { input: aMap(GROUPS) }], [TABLE, TABLE])).toEqual({ before: inTable, after: inTable });
    expect(places([NAMED, UNNAMED], [null, TABLE])).toEqual({ before: { in: "plan" }, after: inTable });
  });

  it("takes counted users for users in the plan", () => {
    const counted = { input: { groups: GROUPS, userCounts: { sensors: { users: 201, digest: "x" } } } };
    expect(places([counted, UNNAMED], [TABLE, TABLE])).toMatchObject({
      before: { in: "plan" },
      after: { in: "table" },
    });
  });

  it("finds none where there is no stack", () => {
    expect(places([null, UNNAMED], [null, TABLE])).toEqual({ after: { in: "table", table: "fleet-users" } });
    expect(places([UNNAMED, null], [TABLE, null])).toEqual({ before: { in: "table", table: "fleet-users" } });
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asPlan } from "../../../review/plan/parse-plan";
import { reviewPlan } from "../../../review/review-plan";
import { reviewJson, reviewJsonSchemaText } from "../../../review/words/review-json";
import { aGroup, aMap, reviewOfAccess } from "../a-plan";
import { RECORDED, recordedPlan } from "../recorded-plan";

describe("reviewJson", () => {
  it.each(RECORDED)("is what its schema says, of the recorded plan %s", (name) => {
    const review = reviewPlan(asPlan(recordedPlan(name).plan), [{ part: "plan", path: "x", problem: "is missing" }]);
    expect(reviewJson(review)).toMatchObject({ stack: "cloudprnt", access: "widens" });
  });

  it("is valid by its schema for users who change groups, changed groups, and many users", () => {
    const groups = { sensors: aGroup(), meters: aGroup({ publish: ["a/#"], refreshAfterSeconds: 600 }) };
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`m-${i}`, "meters"]));
    for (const [before, after] of [
      [
        aMap(groups, { a: "sensors", b: { disabled: true } }),
        aMap(
          { ...groups, sensors: aGroup({ publish: [] }) },
          { a: "meters", b: { expiresAt: "2027-01-01T00:00:00Z" } },
        ),
      ],
      [aMap(groups, many), aMap(groups, { ...many, x: "sensors" })],
      [null, aMap(groups)],
    ] as const) {
      expect(reviewJson(reviewOfAccess(before, after))).toMatchObject({ stack: "fleet" });
    }
  });

  it("has the schema that is published", () => {
    const published = readFileSync(join(__dirname, "..", "..", "..", "schemas", "review.schema.json"), "utf8");
    expect(published).toBe(reviewJsonSchemaText());
  });
});

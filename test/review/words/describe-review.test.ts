import { describeReview } from "../../../review/words/describe-review";
import { renderText } from "../../../review/words/render-review";
import { aGroup, aMap, type BeforeAfter, reviewOf } from "../a-plan";

const GROUPS = { sensors: aGroup() };
const lambda = (source_code_hash: string) => ({ function_name: "fleet", source_code_hash });
const summaryOf = (users: readonly string[], change: BeforeAfter) => {
  const map = (names: readonly string[]) => ({
    triggers_replace: aMap(GROUPS, Object.fromEntries(names.map((name) => [name, "sensors"]))),
  });
  const review = reviewOf({
    "terraform_data.access_map": [map([]), map(users)],
    "aws_lambda_function.authorizer": change,
  });
  return renderText(describeReview(review)).split("\n\n")[1];
};

describe("describeReview", () => {
  it("counts resources by their planned action", () => {
    expect(summaryOf(["a"], [lambda("old"), lambda("new")])).toBe("Resources: 2 to change.");
    expect(summaryOf([], [lambda("old"), lambda("new")])).toBe("Resources: 1 to change.");
    expect(summaryOf(["a"], [lambda("old"), lambda("old")])).toBe("Resources: 1 to change.");
  });
});

import { annotations, workflowCommand } from "../../../review/words/annotations";
import { aGroup, aMap, reviewOf, reviewOfAccess } from "../a-plan";

describe("annotations", () => {
  it("are one line for the verdict and one for each warning, and errors if access widens", () => {
    const review = reviewOf({
      "aws_lambda_function.authorizer": [
        { function_name: "fleet", memory_size: 256 },
        { function_name: "fleet", memory_size: 512, layers: ["arn:x"] },
      ],
    });
    expect(review.warnings).toHaveLength(2);
    expect(annotations(review)).toEqual([
      "::error title=fleet::Access widens: somebody should approve it.",
      expect.stringMatching(
        /^::error title=fleet%3A function-altered::The function differs from what this project makes: /,
      ),
      "::warning title=fleet%3A function-changed::The function runs differently: memory 512 MB (before: 256 MB).",
    ]);
  });

  it("are none without warnings", () => {
    const map = aMap({ sensors: aGroup() });
    expect(annotations(reviewOfAccess(map, map))).toEqual([]);
  });

  it("stay one line and one command, whatever a plan contains", () => {
    const layer = "arn:x\r\n::set-output name=x::100 %25\u2028";
    const review = reviewOf({
      "aws_lambda_function.authorizer": [{ function_name: "fleet" }, { function_name: "fleet", layers: [layer] }],
    });
    const lines = annotations(review);
    expect(lines).toHaveLength(review.warnings.length + 1);
    expect(lines.filter((line) => !/^::(?:error|warning) title=[^:,\r\n]*::[^\r\n\u2028]*$/.test(line))).toEqual([]);
    expect(lines.join()).toContain("100 %2525");
  });

  it("escape what GitHub reads as the end of a line or of a property", () => {
    expect(workflowCommand("error", "a: b, 5 %\n", "a: b, 5 %\r\nc")).toBe(
      "::error title=a%3A b%2C 5 %25%0A::a: b, 5 %25%0D%0Ac",
    );
  });
});

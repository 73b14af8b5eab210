import { MalformedPolicyError, Problems } from "../../../../local/policy/parsing/malformed-policy";

describe("a malformed policy", () => {
  test("has AWS's code and reports every problem on its own line", () => {
    const problems = new Problems();
    problems.add("policyDocuments[0].Version", 'must be "2012-10-17" or "2008-10-17"', "2020-01-01");
    problems.add("policyDocuments[0].Statement", "must hold at least one statement");
    const error = new MalformedPolicyError(problems.list);
    expect(error.name).toBe("MalformedPolicyError");
    expect(error.code).toBe("MalformedPolicyException");
    expect(error.message).toBe(
      'policyDocuments[0].Version must be "2012-10-17" or "2008-10-17", got: "2020-01-01"\n' +
        "policyDocuments[0].Statement must hold at least one statement",
    );
  });

  test("repeats at most 80 characters of what it got", () => {
    const problems = new Problems();
    problems.add("x", "must be short", "y".repeat(500));
    problems.add("x", "must be short", "y".repeat(78));
    expect(problems.list.map(({ message }) => message)).toEqual([
      `must be short, got: "${"y".repeat(79)}…`,
      `must be short, got: "${"y".repeat(78)}"`,
    ]);
  });
});

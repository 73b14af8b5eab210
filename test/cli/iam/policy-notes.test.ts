import { policyNotes } from "../../../cli/iam/policy-notes";
import { allow, type IamPolicy, type IamStatement } from "../../../infra/permissions/policy-document";
import { subjectWith } from "../../infra/permissions/helpers";

const statement = (Sid: string, length: number) => allow(Sid, ["iot:DescribeAuthorizer"], ["x".repeat(length)]);
const policyOf = (...Statement: IamStatement[]): IamPolicy => ({ Version: "2012-10-17", Statement });
const notes = (policy: IamPolicy) => policyNotes(["login"], subjectWith().stack, policy, ["iam-policy", "login"]);

describe("The notes on a policy", () => {
  it("say where to put a policy that is too long for a managed policy, and which statements each part has", () => {
    const policy = policyOf(statement("One", 2900), statement("Two", 2900), statement("Three", 2900));
    expect(notes(policy)).toEqual([
      expect.stringMatching(
        /^It has \d{4} characters, .* Make it an inline policy of the deployer's role .* these 2 managed policies/,
      ),
      expect.stringMatching(/^ {2}npx iot-auth iam-policy login --managed 1 \(\d{4} characters: One, Two\)$/),
      expect.stringMatching(/^ {2}npx iot-auth iam-policy login --managed 2 \(\d{4} characters: Three\)$/),
    ]);
  });

  it("say that a policy is also too long for a role's inline policies", () => {
    const [first] = notes(policyOf(...["One", "Two", "Three", "Four"].map((Sid) => statement(Sid, 2900))));
    expect(first).toContain(
      "It is also too long for a role's inline policies, which have at most 10240. Make these 2 managed policies",
    );
  });
});

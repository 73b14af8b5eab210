import { policyNotes } from "../../../cli/iam/policy-notes";
import { allow, type IamPolicy } from "../../../infra/permissions/policy-document";
import { subjectWith } from "../../infra/permissions/helpers";

const longPolicy: IamPolicy = {
  Version: "2012-10-17",
  Statement: [allow("Long", ["iot:DescribeAuthorizer"], ["x".repeat(6100)])],
};

describe("The notes on a policy", () => {
  it("say where one goes that is too long for a managed policy", () => {
    expect(policyNotes(["login"], subjectWith().stack, longPolicy)).toEqual([
      expect.stringMatching(
        /^It has 6\d{3} characters, and a managed policy at most 6144: put it into the deployer's role itself/,
      ),
    ]);
  });
});

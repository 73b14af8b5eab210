import { describeWith } from "../../helpers/needs";
import { type ReviewStack, startReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { testAccess } from "./test-access";
import { testAuthorizer } from "./test-authorizer";
import { testEndpoint } from "./test-endpoint";
import { testLifecycle } from "./test-lifecycle";
import { testOperation } from "./test-operation";
import { testUsersTable } from "./test-users-table";

jest.setTimeout(240_000);

/**
 * Each part begins with an apply that makes the stack its reviews start from. So Terraform is initialized once, and a
 * function is created only three times, which takes the AWS provider longer than all other steps of the parts.
 */
describeWith(["terraform", "provider-mirror", "moto_server"], "The reviews of one stack in one account", () => {
  let stack: ReviewStack;
  beforeAll(async () => {
    stack = await startReviewStack("cloudprnt", `name: "cloudprnt", region: "${REGION}", groups: {}`);
  });
  afterAll(() => stack?.close());

  testLifecycle(() => stack);
  testAccess(() => stack);
  testOperation(() => stack);
  testUsersTable(() => stack);
  testAuthorizer(() => stack);
  testEndpoint(() => stack);
});

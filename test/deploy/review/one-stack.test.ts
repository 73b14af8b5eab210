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
 * Each part brings the stack, by an apply, to what its own reviews start from: Terraform is initialized once, and a function is created three times
 * only, which takes AWS's provider longer than everything else that the parts do.
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

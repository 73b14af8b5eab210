/** What other folders may import from `aws/`: calling AWS, and explaining its errors. */
export { AwsCallError, AwsEnvironmentError, failedAs } from "./aws-call-error";
export { awsConnection } from "./aws-connection";
export type { AwsTarget } from "./credentials";
export { type AwsCaller, type AwsFailure, awsFailure, explainAwsError, failureText } from "./explain-aws-error";

/** What other rooms may use of `aws/`: how AWS is called, and what its errors mean. */
export { AwsCallError, AwsEnvironmentError, failedAs } from "./aws-call-error";
export { awsConnection } from "./aws-connection";
export type { AwsTarget } from "./credentials";
export { type AwsCaller, type AwsFailure, awsFailure, explainAwsError, failureText } from "./explain-aws-error";

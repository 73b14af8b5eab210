/** What things are for, by Terraform type, or by type and name where a type has several uses. */
const WORDS: Readonly<Record<string, string>> = {
  aws_caller_identity: "AWS account",
  aws_cloudwatch_dashboard: "Dashboard",
  aws_cloudwatch_log_group: "Decision log",
  aws_cloudwatch_metric_alarm: "Alarms",
  aws_cloudwatch_query_definition: "Saved queries",
  aws_dynamodb_table: "Users table",
  aws_iam_role: "Role of the function",
  "aws_iam_role_policy.read_users": "Right to read the users",
  "aws_iam_role_policy.write_decision_log": "Right to write the log",
  aws_iot_authorizer: "Custom authorizer",
  aws_iot_domain_configuration: "Endpoint of its own",
  aws_iot_endpoint: "Endpoint of the account",
  aws_lambda_function: "Function that decides logins",
  aws_lambda_permission: "Right to call the function",
  "terraform_data.access_map": "Access map",
  "terraform_data.authorizer_identity": "Authorizer's identity",
  "terraform_data.default_guard": "Keeps a default meanwhile",
  "terraform_data.default_release": "Gives the default back",
  "terraform_data.default_set": "Becomes the default",
  "terraform_data.deployed_in": "Keeps Region and account",
  "terraform_data.deployed_protection": "Keeps what is protected",
};

/**
 * What a resource is for, in a few words; its name where nobody has written any.
 * @example wordsFor("aws_iot_authorizer", "authorizer") // "Custom authorizer"
 */
export function wordsFor(type: string, name: string): string {
  return WORDS[`${type}.${name}`] ?? WORDS[type] ?? name;
}

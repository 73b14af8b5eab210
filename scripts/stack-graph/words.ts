import { ADDRESS } from "../../infra/addresses";

/** The purpose of resources, by Terraform type, or by address where a type has several purposes. */
const WORDS: Readonly<Record<string, string>> = {
  aws_caller_identity: "AWS account",
  aws_cloudwatch_dashboard: "Dashboard",
  aws_cloudwatch_log_group: "Decision log",
  aws_cloudwatch_metric_alarm: "Alarms",
  aws_cloudwatch_query_definition: "Saved queries",
  aws_dynamodb_table: "Users table",
  aws_iam_role: "Role of the function",
  [ADDRESS.readUsers]: "Right to read the users",
  [ADDRESS.writeDecisionLog]: "Right to write the log",
  [ADDRESS.provisioningRole]: "Role of provisioning",
  [ADDRESS.provisioningRolePolicy]: "Right to register things",
  aws_iot_authorizer: "Custom authorizer",
  aws_iot_ca_certificate: "Authorities of devices",
  aws_iot_certificate: "Certificates of devices",
  aws_iot_policy: "Policies of devices",
  aws_iot_policy_attachment: "Policy of each certificate",
  aws_iot_provisioning_template: "Just-in-time provisioning",
  aws_iot_thing: "Things",
  aws_iot_thing_group: "Thing groups",
  aws_iot_thing_group_membership: "Things in groups",
  aws_iot_thing_principal_attachment: "Thing of each certificate",
  aws_iot_thing_type: "Thing types",
  [ADDRESS.authorityRegistration]: "Whether an authority provisions",
  [ADDRESS.policySweep]: "Takes policies off unknown devices",
  aws_iot_domain_configuration: "Endpoint of its own",
  aws_iot_endpoint: "Endpoint of the account",
  aws_lambda_function: "Function that decides logins",
  aws_lambda_permission: "Right to call the function",
  [ADDRESS.accessMap]: "Access map",
  [ADDRESS.authorizerIdentity]: "Authorizer's identity",
  [ADDRESS.defaultGuard]: "Keeps a default meanwhile",
  [ADDRESS.defaultRelease]: "Gives the default back",
  [ADDRESS.defaultSet]: "Becomes the default",
  [ADDRESS.deployedIn]: "Keeps Region and account",
  [ADDRESS.deployedProtection]: "Keeps what is protected",
};

/**
 * The purpose of a resource, in a few words; its name if its type is unknown.
 * @example wordsFor("aws_iot_authorizer", "authorizer") // "Custom authorizer"
 */
export function wordsFor(type: string, name: string): string {
  return WORDS[`${type}.${name}`] ?? WORDS[type] ?? name;
}

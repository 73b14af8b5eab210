/**
 * Terraform's addresses of a stack's resources, as used by the constructs that create them, by the review, the checks
 * and the documents. A deployed state identifies a resource by its address: a changed address would replace the
 * resource.
 * @see https://developer.hashicorp.com/terraform/cli/state/resource-addressing
 */
export const ADDRESS = {
  account: "data.aws_caller_identity.current",
  function: "aws_lambda_function.authorizer",
  logGroup: "aws_cloudwatch_log_group.authorizer",
  role: "aws_iam_role.authorizer",
  writeDecisionLog: "aws_iam_role_policy.write_decision_log",
  readUsers: "aws_iam_role_policy.read_users",
  usersTable: "aws_dynamodb_table.users",
  authorizer: "aws_iot_authorizer.authorizer",
  authorizerIdentity: "terraform_data.authorizer_identity",
  invokePermission: "aws_lambda_permission.invoke",
  defaultGuard: "terraform_data.default_guard",
  defaultRelease: "terraform_data.default_release",
  defaultSet: "terraform_data.default_set",
  endpoint: "aws_iot_domain_configuration.endpoint",
  dashboard: "aws_cloudwatch_dashboard.authorizer",
  accessMap: "terraform_data.access_map",
  iotPolicy: "aws_iot_policy.group",
  policySweep: "terraform_data.policy_sweep",
  authority: "aws_iot_ca_certificate.authority",
  authorityRegistration: "terraform_data.authority_registration",
  provisioningTemplate: "aws_iot_provisioning_template.authority",
  provisioningRole: "aws_iam_role.provisioning",
  provisioningRolePolicy: "aws_iam_role_policy_attachment.provisioning",
  thing: "aws_iot_thing.device",
  thingType: "aws_iot_thing_type.made",
  thingGroup: "aws_iot_thing_group.made",
  thingGroupMembership: "aws_iot_thing_group_membership.device",
  deviceCertificate: "aws_iot_certificate.device",
  policyAttachment: "aws_iot_policy_attachment.device",
  thingAttachment: "aws_iot_thing_principal_attachment.device",
  deployedIn: "terraform_data.deployed_in",
  deployedProtection: "terraform_data.deployed_protection",
} as const;

/** Addresses of the single instances of resources whose `count` is 1 while they are switched on. */
export const INSTANCE = {
  defaultGuard: `${ADDRESS.defaultGuard}[0]`,
  defaultRelease: `${ADDRESS.defaultRelease}[0]`,
  defaultSet: `${ADDRESS.defaultSet}[0]`,
} as const;

/**
 * Address of a saved query, by its title.
 * @example savedQueryAddress("refusals by reason") // "aws_cloudwatch_query_definition.refusals_by_reason"
 */
export function savedQueryAddress(title: string): string {
  return `aws_cloudwatch_query_definition.${title.replaceAll(" ", "_")}`;
}

/**
 * The last part of an address: what CDKTF calls the logical id.
 * @example logicalId("aws_dynamodb_table.users") // "users"
 */
export function logicalId(address: string): string {
  return address.slice(address.lastIndexOf(".") + 1);
}

/**
 * An expression for Terraform to evaluate, in its JSON syntax.
 * @example evaluated("each.value.name") // "${each.value.name}"
 */
export function evaluated(expression: string): string {
  return `\${${expression}}`;
}

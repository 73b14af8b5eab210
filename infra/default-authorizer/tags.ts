/**
 * Tag whose value says which stack an authorizer belongs to. Terraform writes it; the program reads it, so that an authorizer which
 * a rename is about to replace is still known to be ours.
 */
export const OWNER_TAG = "iot-auth:owner";

/**
 * Tag in which the program keeps the names of the default authorizers before ours, the latest first. It has to be kept in AWS: Terraform cannot
 * record what a local-exec step finds out.
 */
export const PREVIOUS_DEFAULT_TAG = "iot-auth:previous-default";

/**
 * Tags that the program writes behind Terraform's back. The AWS provider must be told to ignore them, or every plan shows drift.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block
 * @example
 * new AwsProvider(stack, "aws", { region, ignoreTags: [{ keys: [...IGNORED_TAGS] }] });
 */
export const IGNORED_TAGS = [PREVIOUS_DEFAULT_TAG] as const;

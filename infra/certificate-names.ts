import { createHash } from "node:crypto";

/**
 * Name of the AWS IoT policy of a group of devices. Two stacks, or two groups, never share one.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicy.html
 */
export const groupPolicyName = (stackName: string, group: string): string => `${stackName}-${group}`;

/**
 * Name of an authority's template for just-in-time provisioning, 36 characters at most.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplate.html
 */
export const templateName = (stackName: string, authority: string): string => fitName(`${stackName}-${authority}`, 36);

/**
 * Name of the role that just-in-time provisioning runs as, 64 characters at most. Roles belong to an account, not to a
 * Region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const provisioningRoleName = (stackName: string, region: string): string =>
  fitName(`${stackName}-jitp-${region}`, 64);

/**
 * Shortens a name to AWS's maximum length: a longer name becomes its beginning and a digest of the whole name.
 * @example fitName("a-stack-with-a-long-name-factory-north", 36) // "a-stack-with-a-long-name-fa-5b8c0f1e"
 */
function fitName(name: string, most: number): string {
  if (name.length <= most) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, most - digest.length - 1)}-${digest}`;
}

import { fitName } from "./fit-name";

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
 * Name of the role that just-in-time provisioning runs as, 64 characters at most. Roles belong to an account, not to a Region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const provisioningRoleName = (stackName: string, region: string): string =>
  fitName(`${stackName}-jitp-${region}`, 64);

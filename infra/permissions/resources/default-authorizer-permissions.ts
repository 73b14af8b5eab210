import { handoverName } from "../../default-authorizer/names";
import { allow, allowInRegion, type PartPermissions } from "../policy-document";
import { arnOf, authorizerArnsOf, type PolicySubject } from "../policy-subject";

/**
 * Permissions for the steps that set, hand over and release the default authorizer. A plan does not run these steps.
 *
 * The tags of the present default show its owner, so the tags of every authorizer must be readable. Only a stack that
 * may take over another owner's default, or may have done so before, may set any authorizer, in order to restore it.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 */
export function defaultAuthorizerPermissions(subject: PolicySubject): PartPermissions {
  const { stackName, settings } = subject.stack;
  const handover = arnOf(subject, "iot", `authorizer/${handoverName(stackName)}`);
  const every = arnOf(subject, "iot", "authorizer/*");
  const mayPutBack = settings.authorizer.takeOver || !settings.authorizer.setAsDefault;
  const settable = mayPutBack ? [every] : [...authorizerArnsOf(subject), handover];
  return {
    read: [],
    write: [
      allowInRegion(
        "SwitchDefaultAuthorizer",
        ["iot:ClearDefaultAuthorizer", "iot:DescribeDefaultAuthorizer"],
        settings.region,
      ),
      allow("SeeWhoseDefaultItIs", ["iot:ListTagsForResource"], [every]),
      allow("SetDefaultAuthorizer", ["iot:DescribeAuthorizer", "iot:SetDefaultAuthorizer"], settable),
      allow(
        "HandDefaultOver",
        ["iot:CreateAuthorizer", "iot:DeleteAuthorizer", "iot:TagResource", "iot:UpdateAuthorizer"],
        [handover],
      ),
    ],
  };
}

import { partitionOf } from "../../../lambda/partitions";
import { groupPolicyName, provisioningRoleName } from "../../certificate-names";
import { allow, allowInRegion, type IamStatement, type PartPermissions } from "../policy-document";
import { arnOf, globalArnOf, type PolicySubject } from "../policy-subject";
import { ROLE_KEEPING } from "./function-permissions";

/**
 * Permissions for devices with certificates. Names of policies, templates and the role begin with the stack's name. But
 * AWS assigns the ids of certificates, and the configuration no longer has the names of things that are deleted, so the
 * permissions cover all certificates and things of the account and Region.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 */
export function certificatesPermissions(subject: PolicySubject): PartPermissions {
  const { region } = subject.stack.settings;
  const { policies, templates, certificates, authorities, things, kinds } = arnsOf(subject);
  return {
    read: [
      allow("ReadDevicePolicies", ["iot:GetPolicy", "iot:ListTagsForResource"], policies),
      allow(
        "ReadDevices",
        [
          "iot:DescribeCACertificate",
          "iot:DescribeCertificate",
          "iot:DescribeThing",
          "iot:DescribeThingGroup",
          "iot:DescribeThingType",
          "iot:ListAttachedPolicies",
          "iot:ListTagsForResource",
          "iot:ListThingGroupsForThing",
          "iot:ListThingPrincipals",
        ],
        [...certificates, ...authorities, ...things, ...kinds],
      ),
      allow("ReadProvisioning", ["iot:DescribeProvisioningTemplate", "iot:ListTagsForResource"], templates),
      allow(
        "ReadProvisioningRole",
        ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
        role(subject),
      ),
    ],
    write: [
      allow(
        "DeployDevicePolicies",
        [
          "iot:CreatePolicy",
          "iot:CreatePolicyVersion",
          "iot:DeletePolicy",
          "iot:DeletePolicyVersion",
          "iot:ListPolicyVersions",
          "iot:ListTargetsForPolicy",
          "iot:TagResource",
          "iot:UntagResource",
        ],
        policies,
      ),
      // These actions have no resource type, or one whose name is not known in advance.
      allowInRegion(
        "RegisterDevices",
        [
          "iot:AttachThingPrincipal",
          "iot:CreateCertificateFromCsr",
          "iot:DetachThingPrincipal",
          "iot:ListPrincipalThings",
          "iot:RegisterCACertificate",
          "iot:RegisterCertificate",
        ],
        region,
      ),
      allow(
        "DeployDevices",
        [
          "iot:AddThingToThingGroup",
          "iot:AttachPolicy",
          "iot:CreateThing",
          "iot:CreateThingGroup",
          "iot:CreateThingType",
          "iot:DeleteCACertificate",
          "iot:DeleteCertificate",
          "iot:DeleteThing",
          "iot:DeleteThingGroup",
          "iot:DeleteThingType",
          "iot:DeprecateThingType",
          "iot:DetachPolicy",
          "iot:RemoveThingFromThingGroup",
          "iot:TagResource",
          "iot:UntagResource",
          "iot:UpdateCACertificate",
          "iot:UpdateCertificate",
          "iot:UpdateThing",
          "iot:UpdateThingGroup",
        ],
        [...certificates, ...authorities, ...things, ...kinds],
      ),
      allow(
        "DeployProvisioning",
        [
          "iot:CreateProvisioningTemplate",
          "iot:CreateProvisioningTemplateVersion",
          "iot:DeleteProvisioningTemplate",
          "iot:TagResource",
          "iot:UntagResource",
          "iot:UpdateProvisioningTemplate",
        ],
        templates,
      ),
      ...roleStatements(subject),
    ],
  };
}

/** Permissions of `iot-auth doctor` to read authorities, templates, things, certificates and their policies. */
export function lookAtCertificates(subject: PolicySubject): IamStatement[] {
  const { authorities, templates } = arnsOf(subject);
  return [
    allowInRegion("FindAuthorities", ["iot:ListCACertificates"], subject.stack.settings.region),
    allow("LookAtAuthorities", ["iot:DescribeCACertificate"], authorities),
    allow("LookAtTemplates", ["iot:DescribeProvisioningTemplate"], templates),
    allow("FindProvisioningRole", ["iam:GetRole"], role(subject)),
    ...devicePermissions(subject, "view"),
  ];
}

/** Permissions of `iot-auth device` to read devices, and with `revoke` to revoke a certificate. */
export function devicePermissions(subject: PolicySubject, access: "view" | "revoke"): IamStatement[] {
  const { policies, certificates, things } = arnsOf(subject);
  const { region } = subject.stack.settings;
  return [
    allow("FindProvisionedDevices", ["iot:ListTargetsForPolicy"], policies),
    // These actions have no resource type, or one whose name is not known in advance.
    allowInRegion("FindThingsOfCertificates", ["iot:ListPrincipalThings", "iot:ListThingPrincipals"], region),
    allow(
      "LookAtDevices",
      ["iot:DescribeCertificate", "iot:DescribeThing", "iot:ListAttachedPolicies"],
      [...certificates, ...things],
    ),
    ...(access === "view"
      ? []
      : [
          allow("RevokeCertificates", ["iot:UpdateCertificate"], certificates),
          allowInRegion("TakeCertificatesOff", ["iot:DetachThingPrincipal"], region),
        ]),
  ];
}

function arnsOf(subject: PolicySubject) {
  const { stackName } = subject.stack;
  const arn = (resource: string) => arnOf(subject, "iot", resource);
  return {
    // Also covers groups that the configuration no longer has.
    policies: [arn(`policy/${groupPolicyName(stackName, "*")}`)],
    // A name of more than 36 characters keeps the first 27.
    templates: [arn(`provisioningtemplate/${`${stackName}-`.slice(0, 27)}*`)],
    certificates: [arn("cert/*")],
    authorities: [arn("cacert/*")],
    things: [arn("thing/*")],
    kinds: [arn("thinggroup/*"), arn("thingtype/*")],
  };
}

function role(subject: PolicySubject): readonly string[] {
  const { stackName, settings } = subject.stack;
  return [globalArnOf(subject, "iam", `role/${provisioningRoleName(stackName, settings.region)}`)];
}

/**
 * Permissions for the provisioning role: only one managed policy may be attached, and only AWS IoT may get the role.
 */
function roleStatements(subject: PolicySubject): IamStatement[] {
  const { region, function: settings } = subject.stack.settings;
  const boundary = settings.permissionsBoundaryArn;
  const registration = `arn:${partitionOf(region)}:iam::aws:policy/service-role/AWSIoTThingsRegistration`;
  return [
    allow("KeepProvisioningRole", ROLE_KEEPING, role(subject)),
    allow(
      "DeployProvisioningRole",
      ["iam:CreateRole", ...(boundary ? ["iam:PutRolePermissionsBoundary"] : [])],
      role(subject),
      boundary ? { StringEquals: { "iam:PermissionsBoundary": boundary } } : undefined,
    ),
    allow("GiveRoleItsRights", ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], role(subject), {
      ArnEquals: { "iam:PolicyARN": registration },
    }),
    allow("GiveRoleToProvisioning", ["iam:PassRole"], role(subject), {
      StringEquals: { "iam:PassedToService": "iot.amazonaws.com" },
    }),
  ];
}

import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { IotCaCertificate } from "@cdktf/provider-aws/lib/iot-ca-certificate";
import { IotProvisioningTemplate } from "@cdktf/provider-aws/lib/iot-provisioning-template";
import { DataResource, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type ProvisionSettings, templateBody } from "../../../config/certificates";
import type { LoadedAuthority } from "../../../identity/certificates";
import { partitionOf } from "../../../lambda/partitions";
import { ADDRESS, evaluated, logicalId } from "../../addresses";
import { provisioningRoleName, templateName } from "../../certificate-names";

/** Settings of the authorities' construct. */
export interface AuthoritiesProps {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly authorities: Readonly<Record<string, LoadedAuthority>>;
  /** ARN of the managed policy that is the role's permissions boundary. @default - none */
  readonly permissionsBoundaryArn?: string | undefined;
  /** Resources that must exist as long as devices can be provisioned. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Certificate authorities. Those with just-in-time provisioning have a template each, and one role for all of them.
 *
 * Two defects of the AWS provider (5.100.0) are avoided here:
 * - It does not send the removal of a `registration_config`, so that AWS would continue to provision. So a CA that
 *   stops or starts to provision is registered again (`authority_registration`); registered certificates do not change.
 * - `role_arn` of `registration_config` was a boolean value up to 5.30; so it is left out here, and the template has
 *   the role.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export class Authorities extends Construct {
  readonly authority: IotCaCertificate | undefined;

  constructor(scope: Construct, id: string, props: AuthoritiesProps) {
    super(scope, id);
    const entries = Object.entries(props.authorities);
    if (entries.length === 0) return;
    const template = this.#template(props);
    const keys = Object.fromEntries(entries.map(([name, { provision }]) => [name, { provisions: !!provision }]));
    const registration = new DataResource(this, "registration", {
      input: { provisions: evaluated("each.value.provisions") },
    });
    registration.addOverride("for_each", keys);
    registration.overrideLogicalId(logicalId(ADDRESS.authorityRegistration));

    this.authority = new IotCaCertificate(this, "authority", {
      caCertificatePem: evaluated("each.value.pem"),
      certificateMode: evaluated("each.value.mode"),
      active: evaluated("each.value.active") as unknown as boolean,
      allowAutoRegistration: evaluated("each.value.auto_registration") as unknown as boolean,
      verificationCertificatePem: evaluated('each.value.verification == "" ? null : each.value.verification'),
      lifecycle: { replaceTriggeredBy: [`${ADDRESS.authorityRegistration}[each.key].output`] },
      dependsOn: [...props.dependsOn, ...(template ? [template] : [])],
    });
    this.authority.addOverride(
      "for_each",
      Object.fromEntries(
        entries.map(([name, { pem, mode, active, autoRegistration, verificationPem, provision }]) => [
          name,
          {
            ...{ pem, mode, active },
            auto_registration: autoRegistration,
            verification: verificationPem ?? "",
            provisions: provision !== undefined,
          },
        ]),
      ),
    );
    if (template) {
      this.authority.addOverride("dynamic.registration_config", {
        for_each: evaluated("each.value.provisions ? [each.key] : []"),
        content: { template_name: `\${${ADDRESS.provisioningTemplate}[registration_config.value].name}` },
      });
    }
    this.authority.overrideLogicalId(logicalId(ADDRESS.authority));
  }

  #template(props: AuthoritiesProps): IotProvisioningTemplate | undefined {
    const { stackName, region, accountId, authorities } = props;
    const provisioning = Object.entries(authorities).flatMap(([name, { provision }]) =>
      provision === undefined ? [] : [[name, provision] as const],
    );
    if (provisioning.length === 0) return undefined;
    const arnPrefix = `arn:${partitionOf(region)}:iot:${region}:${accountId}:provisioningtemplate/`;
    const sourceArns = provisioning.map(([name]) => `${arnPrefix}${templateName(stackName, name)}`);
    const role = new IamRole(this, "role", {
      name: provisioningRoleName(stackName, region),
      description: `Lets AWS IoT Core provision the devices of ${stackName} when they first connect`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "iot.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": sourceArns } },
          },
        ],
      }),
      ...(props.permissionsBoundaryArn ? { permissionsBoundary: props.permissionsBoundaryArn } : {}),
    });
    role.overrideLogicalId(logicalId(ADDRESS.provisioningRole));
    const rights = new IamRolePolicyAttachment(this, "rights", {
      role: role.name,
      policyArn: `arn:${partitionOf(region)}:iam::aws:policy/service-role/AWSIoTThingsRegistration`,
    });
    rights.overrideLogicalId(logicalId(ADDRESS.provisioningRolePolicy));

    const template = new IotProvisioningTemplate(this, "template", {
      name: evaluated("each.value.name"),
      type: "JITP",
      enabled: true,
      description: `Just-in-time provisioning of ${stackName}`,
      provisioningRoleArn: role.arn,
      templateBody: evaluated("each.value.body"),
      dependsOn: [...props.dependsOn, rights],
    });
    template.addOverride(
      "for_each",
      Object.fromEntries(
        provisioning.map(([name, provision]) => [
          name,
          {
            name: templateName(stackName, name),
            body: withPolicy(provision),
          },
        ]),
      ),
    );
    template.overrideLogicalId(logicalId(ADDRESS.provisioningTemplate));
    return template;
  }
}

/**
 * The template's body. Its policy is a reference for Terraform, in which the quotes that JSON has escaped are restored.
 */
function withPolicy(provision: ProvisionSettings): string {
  const quoted = JSON.stringify(provision.group);
  const reference = evaluated(`${ADDRESS.iotPolicy}[${quoted}].name`);
  return templateBody(provision, reference).replaceAll(JSON.stringify(quoted).slice(1, -1), quoted);
}

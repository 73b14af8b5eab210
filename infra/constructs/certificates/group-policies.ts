import { IotPolicy } from "@cdktf/provider-aws/lib/iot-policy";
import { DataResource } from "cdktf";
import { Construct } from "constructs";
import { groupsOf, thingPolicy } from "../../../config/certificates";
import type { StackSettings } from "../../../config/schema";
import { partitionOf } from "../../../lambda/partitions";
import { ADDRESS, evaluated, logicalId } from "../../addresses";
import { groupPolicyName } from "../../certificate-names";
import { SWEEP_VARIABLE } from "../../policy-sweep/sweep-input";

/**
 * Beginning of a variable of an AWS IoT policy. Without another `$` before it, Terraform would evaluate it as its own.
 */
const IOT_VARIABLE = "$" + "{iot:";

/** Settings of the policies' construct. */
export interface GroupPoliciesProps {
  readonly stackName: string;
  readonly settings: StackSettings;
  readonly accountId: string;
  /** Path of the program that detaches the policies, relative to the folder in which Terraform runs. */
  readonly program: string;
}

/**
 * An AWS IoT policy for each group of devices with certificates, and the step that detaches the policy before it is
 * destroyed.
 *
 * AWS does not delete an attached policy, and Terraform does not know the attachments that just-in-time provisioning
 * made: the AWS provider would try for minutes and fail. So `policy_sweep` has a destroy provisioner that detaches the
 * policy first. All resources that attach policies depend on it, so they are destroyed before it runs. For the same
 * reason it removes the stack's thing types from the things of those devices. Every stack has the block, even if it is
 * empty, since Terraform does not run the provisioners of a removed block.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeletePolicy.html
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingType.html
 */
export class GroupPolicies extends Construct {
  readonly sweep: DataResource;

  constructor(scope: Construct, id: string, props: GroupPoliciesProps) {
    super(scope, id);
    const { stackName, settings, accountId, program } = props;
    const { region, profile, assumeRole, certificates } = settings;
    const thingTypes = Object.keys(certificates?.thingTypes ?? {});
    const arnPrefix = `arn:${partitionOf(region)}:iot:${region}:${accountId}:`;
    const groups = Object.entries(groupsOf("things", settings.groups));
    if (groups.length > 0) {
      const policy = new IotPolicy(this, "policy", {
        name: evaluated("each.value.name"),
        policy: evaluated("each.value.policy"),
      });
      policy.addOverride(
        "for_each",
        Object.fromEntries(
          groups.map(([name, group]) => {
            const document = JSON.stringify(thingPolicy(group, arnPrefix)).replaceAll(
              IOT_VARIABLE,
              () => `$${IOT_VARIABLE}`,
            );
            return [name, { name: groupPolicyName(stackName, name), policy: document }];
          }),
        ),
      );
      policy.overrideLogicalId(logicalId(ADDRESS.iotPolicy));
    }
    const each = `${ADDRESS.iotPolicy}[each.key]`;
    this.sweep = new DataResource(this, "sweep", {
      input:
        groups.length > 0
          ? {
              policyName: `\${${each}.name}`,
              policyArn: `\${${each}.arn}`,
              region,
              onDestroy: certificates?.onDestroy ?? "detach",
              ...(thingTypes.length > 0 ? { thingTypes } : {}),
              ...(profile ? { profile } : {}),
              ...(assumeRole ? { assumeRoleArn: assumeRole.roleArn } : {}),
              ...(assumeRole?.externalId ? { assumeRoleExternalId: assumeRole.externalId } : {}),
            }
          : {},
      ...(groups.length > 0 ? { triggersReplace: { policy: `\${${each}.arn}` } } : {}),
      provisioners: [
        {
          type: "local-exec",
          when: "destroy",
          interpreter: ["node", program],
          command: "sweep",
          environment: { [SWEEP_VARIABLE]: `\${jsonencode(self.input)}` },
        },
      ],
    });
    this.sweep.addOverride("for_each", Object.fromEntries(groups.map(([name]) => [name, {}])));
    // Thing types are destroyed after the sweep, which removes them from things.
    if (groups.length > 0 && thingTypes.length > 0) this.sweep.addOverride("depends_on", [ADDRESS.thingType]);
    this.sweep.overrideLogicalId(logicalId(ADDRESS.policySweep));
  }
}

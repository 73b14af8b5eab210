import { IotCertificate } from "@cdktf/provider-aws/lib/iot-certificate";
import { IotPolicyAttachment } from "@cdktf/provider-aws/lib/iot-policy-attachment";
import { IotThing } from "@cdktf/provider-aws/lib/iot-thing";
import { IotThingGroupMembership } from "@cdktf/provider-aws/lib/iot-thing-group-membership";
import { IotThingPrincipalAttachment } from "@cdktf/provider-aws/lib/iot-thing-principal-attachment";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { thingGroupRoot } from "../../../config/certificates";
import type { LoadedCertificates } from "../../../identity/certificates";
import { ADDRESS, evaluated, logicalId } from "../../addresses";

/** What the things need to know. */
export interface ThingsProps {
  readonly loaded: LoadedCertificates;
  /** Thing types, groups and authorities; and what detaches the policies, which has to be later than the end of these. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Things with their certificates and policies: one block a type, with `for_each`, so that a thousand things cost a synthesis next to nothing
 * and each still stands in a plan under its name. Certificates stand under the thing's name and their digest: a second one beside the
 * first changes nothing of the first.
 *
 * Only requests and certificates go in. Without either, the AWS provider would have AWS make a key and keep it in the state.
 */
export class Things extends Construct {
  constructor(scope: Construct, id: string, { loaded, dependsOn }: ThingsProps) {
    super(scope, id);
    const { things } = loaded.settings;
    if (Object.keys(things).length === 0) return;
    const thing = new IotThing(this, "thing", {
      name: evaluated("each.key"),
      thingTypeName: evaluated('each.value.type == "" ? null : each.value.type'),
      dependsOn,
    });
    thing.addOverride("attributes", evaluated("each.value.attributes"));
    forEach(
      thing,
      ADDRESS.thing,
      entriesOf(things, ({ type = "", attributes }) => ({ type, attributes })),
    );

    const certificate = new IotCertificate(this, "certificate", {
      active: evaluated("each.value.active") as unknown as boolean,
      csr: evaluated('each.value.csr == "" ? null : each.value.csr'),
      certificatePem: evaluated('each.value.pem == "" ? null : each.value.pem'),
      caPem: `\${each.value.authority == "" ? null : ${ADDRESS.authority}[each.value.authority].ca_certificate_pem}`,
      dependsOn,
    });
    const authorityOf = (caPem: string | undefined): string =>
      Object.entries(loaded.authorities).find(([, { pem }]) => pem === caPem)?.[0] ?? "";
    forEach(
      certificate,
      ADDRESS.deviceCertificate,
      entriesOf(loaded.certificates, ({ active, csr = "", pem = "", caPem }) => ({
        ...{ active, csr, pem },
        authority: authorityOf(caPem),
      })),
    );

    const inUse = Object.fromEntries(Object.entries(loaded.certificates).filter(([, { retired }]) => !retired));
    const arn = `\${${ADDRESS.deviceCertificate}[each.key].arn}`;
    const policy = new IotPolicyAttachment(this, "policy", {
      policy: `\${${ADDRESS.iotPolicy}[each.value.group].name}`,
      target: arn,
      dependsOn,
    });
    forEach(
      policy,
      ADDRESS.policyAttachment,
      entriesOf(inUse, ({ group }) => ({ group })),
    );

    const attachment = new IotThingPrincipalAttachment(this, "attachment", {
      thing: `\${${ADDRESS.thing}[each.value.thing].name}`,
      principal: arn,
    });
    forEach(
      attachment,
      ADDRESS.thingAttachment,
      entriesOf(inUse, ({ thing: name }) => ({ thing: name })),
    );
    this.#memberships(loaded, dependsOn);
  }

  /**
   * Each under its thing and the topmost group of its hierarchy. A thing that moves to another group of the same hierarchy is taken out of the
   * one before it is put into the other: AWS refuses to have it in both.
   */
  #memberships(
    { settings: { things, thingGroups: made } }: LoadedCertificates,
    dependsOn: ITerraformDependable[],
  ): void {
    const members = Object.entries(things).flatMap(([thing, { thingGroups }]) =>
      [...new Set(thingGroups)].map((group) => [`${thing}/${thingGroupRoot(made, group)}`, { thing, group }] as const),
    );
    if (members.length === 0) return;
    const membership = new IotThingGroupMembership(this, "membership", {
      thingName: `\${${ADDRESS.thing}[each.value.thing].name}`,
      thingGroupName: evaluated("each.value.group"),
      dependsOn,
    });
    forEach(membership, ADDRESS.thingGroupMembership, Object.fromEntries(members));
  }
}

/** @param instances Values of the block's `each.value`, by key */
function forEach(resource: TerraformResource, address: string, instances: Readonly<Record<string, object>>): void {
  resource.addOverride("for_each", instances);
  resource.overrideLogicalId(logicalId(address));
}

function entriesOf<T>(
  record: Readonly<Record<string, T>>,
  value: (one: T) => object,
): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, value(one)]));
}

import { IotCertificate } from "@cdktf/provider-aws/lib/iot-certificate";
import { IotPolicyAttachment } from "@cdktf/provider-aws/lib/iot-policy-attachment";
import { IotThing } from "@cdktf/provider-aws/lib/iot-thing";
import { IotThingGroupMembership } from "@cdktf/provider-aws/lib/iot-thing-group-membership";
import { IotThingPrincipalAttachment } from "@cdktf/provider-aws/lib/iot-thing-principal-attachment";
import { type ITerraformDependable, TerraformLocal, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { thingGroupRoot } from "../../../config/certificates";
import type { LoadedCertificates } from "../../../identity/certificates";
import { ADDRESS, evaluated, logicalId } from "../../addresses";
import { attributeByKey, evaluatedOnce, keysOf } from "../../evaluated-once";

/** Settings of the things' construct. */
export interface ThingsProps {
  readonly loaded: LoadedCertificates;
  /**
   * Thing types, groups and authorities, and the step that detaches the policies, which has to run after these
   * resources are destroyed.
   */
  readonly dependsOn: ITerraformDependable[];
}

/** Local values that Terraform evaluates once for all things. */
const LOCAL = {
  things: "device_things",
  thingNames: "device_thing_names",
  certificates: "device_certificates",
  certificateArns: "device_certificate_arns",
  authorities: "device_certificate_authorities",
  inUse: "device_certificates_in_use",
  memberships: "device_thing_groups",
} as const;

/** A member of an instance's own settings, as an expression in its block. */
const own = (local: string, member: string): string => evaluated(`local.${local}[each.key].${member}`);

/**
 * Things with their certificates and policies: one block for each type of resource, with `for_each`, so that a thousand
 * things hardly slow a synthesis and a plan still shows each thing under its name. The key of a certificate is the
 * thing's name and the certificate's digest, so that adding a second certificate does not change the first.
 *
 * Terraform gets only requests and certificates. Without either, the AWS provider would make AWS create a key and store
 * the key in the state.
 */
export class Things extends Construct {
  constructor(scope: Construct, id: string, { loaded, dependsOn }: ThingsProps) {
    super(scope, id);
    const { things } = loaded.settings;
    if (Object.keys(things).length === 0) return;
    const thing = new IotThing(this, "thing", {
      name: evaluated("each.key"),
      thingTypeName: own(LOCAL.things, "type"),
      dependsOn,
    });
    thing.addOverride("attributes", own(LOCAL.things, "attributes"));
    this.#forEach(
      thing,
      ADDRESS.thing,
      LOCAL.things,
      valuesOf(things, ({ type, attributes }) => ({ type: type ?? null, attributes })),
    );

    const authorityOf = (caPem: string | undefined): string =>
      Object.entries(loaded.authorities).find(([, { pem }]) => pem === caPem)?.[0] ?? "";
    const certificate = new IotCertificate(this, "certificate", {
      active: own(LOCAL.certificates, "active") as unknown as boolean,
      csr: own(LOCAL.certificates, "csr"),
      certificatePem: own(LOCAL.certificates, "pem"),
      caPem: evaluated(`local.${LOCAL.authorities}[local.${LOCAL.certificates}[each.key].authority]`),
      dependsOn,
    });
    this.#forEach(
      certificate,
      ADDRESS.deviceCertificate,
      LOCAL.certificates,
      valuesOf(loaded.certificates, ({ active, csr, pem, caPem }) => ({
        ...{ active, csr: csr ?? null, pem: pem ?? null },
        authority: authorityOf(caPem),
      })),
    );
    const used = new Set(Object.values(loaded.certificates).map(({ caPem }) => authorityOf(caPem)));
    this.#local(LOCAL.authorities, {
      "": null,
      ...valuesOf(
        Object.fromEntries(Object.entries(loaded.authorities).filter(([name]) => used.has(name))),
        ({ pem }) => pem,
      ),
    });

    const inUse = Object.fromEntries(Object.entries(loaded.certificates).filter(([, { retired }]) => !retired));
    this.#local(LOCAL.certificateArns, attributeByKey(ADDRESS.deviceCertificate, "arn"));
    this.#local(LOCAL.thingNames, attributeByKey(ADDRESS.thing, "name"));
    this.#local(
      LOCAL.inUse,
      valuesOf(inUse, ({ thing: name, group }) => ({ thing: name, group })),
    );
    this.#local(evaluatedOnce(LOCAL.inUse).keys, keysOf(LOCAL.inUse));
    const arn = evaluated(`local.${LOCAL.certificateArns}[each.key]`);
    const policy = new IotPolicyAttachment(this, "policy", {
      policy: evaluated(`${ADDRESS.iotPolicy}[local.${LOCAL.inUse}[each.key].group].name`),
      target: arn,
      dependsOn,
    });
    const attachment = new IotThingPrincipalAttachment(this, "attachment", {
      thing: evaluated(`local.${LOCAL.thingNames}[local.${LOCAL.inUse}[each.key].thing]`),
      principal: arn,
    });
    eachOf(policy, ADDRESS.policyAttachment, LOCAL.inUse);
    eachOf(attachment, ADDRESS.thingAttachment, LOCAL.inUse);
    this.#memberships(loaded, dependsOn);
  }

  /**
   * The key of a membership is its thing and the topmost group of its hierarchy. So a thing that moves to another group
   * of the same hierarchy is removed from the old group before it is added to the new one: AWS refuses a thing in both.
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
      thingName: evaluated(`local.${LOCAL.thingNames}[local.${LOCAL.memberships}[each.key].thing]`),
      thingGroupName: own(LOCAL.memberships, "group"),
      dependsOn,
    });
    this.#forEach(membership, ADDRESS.thingGroupMembership, LOCAL.memberships, Object.fromEntries(members));
  }

  /** @param values Settings of the instances, by key */
  #forEach(
    resource: TerraformResource,
    address: string,
    local: string,
    values: Readonly<Record<string, object>>,
  ): void {
    this.#local(local, values);
    this.#local(evaluatedOnce(local).keys, keysOf(local));
    eachOf(resource, address, local);
  }

  #local(name: string, value: unknown): void {
    new TerraformLocal(this, `local-${name}`, value).overrideLogicalId(name);
  }
}

function eachOf(resource: TerraformResource, address: string, local: string): void {
  resource.addOverride("for_each", evaluated(`local.${evaluatedOnce(local).keys}`));
  resource.overrideLogicalId(logicalId(address));
}

function valuesOf<T, V>(record: Readonly<Record<string, T>>, value: (one: T) => V): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, value(one)]));
}

import { createHash } from "node:crypto";
import { AwsError } from "../../local-errors";
import { attachPolicy, checkPolicyDocument, createPolicy, defaultDocument } from "../policies/registry-policies";
import type { Authority, DeviceCertificate, Thing } from "../records";
import type { Registry } from "../registry";
import { addToGroup, removeFromGroup } from "../things/registry-thing-groups";
import { attachThingPrincipal, createThing, updateThing } from "../things/registry-things";
import { type Override, ProvisioningFailure, type ProvisioningPlan, planProvisioning } from "./template-body";

/** Patterns of the API's model for a thing's name, and for names and values of its attributes. */
const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;
const ATTRIBUTE_NAME = /^[a-zA-Z0-9_.,@/:#-]{1,128}$/;
const ATTRIBUTE_VALUE = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;

/** The thing and the policies of a provisioned certificate. */
export interface Provisioned {
  readonly thingName?: string;
  readonly policies: readonly string[];
}

/**
 * Provisions a certificate that is PENDING_ACTIVATION with the template of its authority: creates and attaches the
 * policies and the thing, and sets the certificate's status last. Policies, thing type, groups and attributes are
 * checked before the first change. A failure after these checks, such as for a second group of one hierarchy, does not
 * undo the changes before it.
 *
 * Assumptions: a property of an existing thing is left as it is unless `OverrideSettings` says otherwise; the
 * permissions of the template's role are not checked.
 * @throws ProvisioningFailure
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export function provision(
  registry: Registry,
  authority: Authority,
  certificate: DeviceCertificate,
  now: number,
): Provisioned {
  try {
    const plan = planProvisioning(templateBody(registry, authority), certificate.content);
    const policies = plan.policies.map((policy) => checkedPolicy(registry, policy));
    checkThing(registry, plan);
    for (const { name, document } of policies) {
      if (!registry.policies.has(name)) createPolicy(registry, { name, document, tags: new Map() }, now);
      attachPolicy(registry, name, certificate.arn);
    }
    if (plan.thing !== undefined) {
      putThing(registry, plan.thing);
      attachThingPrincipal(registry, plan.thing.name, certificate.arn, plan.certificate.principalType);
    }
    registry.setCertificate({ ...certificate, status: plan.certificate.status, lastModifiedDate: now });
    return {
      ...(plan.thing !== undefined && { thingName: plan.thing.name }),
      policies: policies.map(({ name }) => name),
    };
  } catch (error) {
    throw error instanceof AwsError ? new ProvisioningFailure(error.message) : error;
  }
}

function templateBody(registry: Registry, { registrationConfig = {} }: Authority): string {
  const { templateName, templateBody: body } = registrationConfig;
  if (templateName === undefined) return body ?? "";
  const template = registry.template(templateName);
  if (!template.enabled) throw new ProvisioningFailure(`template ${templateName} is not enabled`);
  return defaultDocument(template);
}

/**
 * The name and document of a planned policy. The name of a policy that is given by its document is the document's
 * SHA-256.
 */
function checkedPolicy(registry: Registry, { name, document }: ProvisioningPlan["policies"][number]) {
  if (name !== undefined) return { name, document: defaultDocument(registry.policy(name)) };
  const text = document ?? "";
  checkPolicyDocument(text);
  return { name: createHash("sha256").update(text).digest("hex"), document: text };
}

function checkThing(registry: Registry, { thing }: ProvisioningPlan): void {
  if (thing === undefined) return;
  const { name, typeName, attributes, groups, overrides } = thing;
  if (!THING_NAME.test(name)) {
    throw new ProvisioningFailure(
      `${JSON.stringify(name)} cannot be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ - are allowed`,
    );
  }
  if (typeName !== undefined) registry.thingType(typeName);
  for (const group of groups) registry.thingGroup(group);
  for (const [key, value] of Object.entries(attributes)) {
    if (ATTRIBUTE_NAME.test(key) && ATTRIBUTE_VALUE.test(value)) continue;
    throw new ProvisioningFailure(
      `attribute ${JSON.stringify(key)} cannot be ${JSON.stringify(value)}: AWS allows letters, digits and _.,@/:#=[]- in it`,
    );
  }
  const most = typeName === undefined ? 3 : 50;
  if (Object.keys(attributes).length > most) {
    throw new ProvisioningFailure(
      `the thing would have more than ${most} attributes, the limit ${typeName === undefined ? "without" : "with"} a thing type`,
    );
  }
  const known = registry.things.get(name);
  if (known === undefined) return;
  const differs = known.typeName !== typeName || JSON.stringify(known.attributes) !== JSON.stringify(attributes);
  if (differs && Object.values(overrides).includes("FAIL")) {
    throw new ProvisioningFailure(`thing ${name} exists already with other settings (OverrideSettings: FAIL)`);
  }
}

function putThing(registry: Registry, plan: NonNullable<ProvisioningPlan["thing"]>): void {
  const { name, typeName, attributes, groups, billingGroupName, overrides } = plan;
  const known = registry.things.get(name);
  if (known === undefined) {
    createThing(registry, { name, typeName, attributes, billingGroupName });
    for (const group of groups) addToGroup(registry, group, name);
    return;
  }
  const { AttributePayload: payload, ThingTypeName: type, ThingGroups: membership } = overrides;
  const changes = {
    ...(type === "REPLACE" && typeName !== undefined && { typeName }),
    ...(isChange(payload) && { attributes, merge: payload === "MERGE" }),
  };
  if (Object.keys(changes).length > 0) updateThing(registry, name, changes);
  if (membership === "REPLACE") replaceGroups(registry, known, groups);
  if (isChange(membership)) for (const group of groups) addToGroup(registry, group, name);
}

const isChange = (override: Override | undefined): boolean => override === "MERGE" || override === "REPLACE";

function replaceGroups(registry: Registry, { name }: Pick<Thing, "name">, groups: readonly string[]): void {
  for (const group of registry.groupMembers.leftsOf(name)) {
    if (!groups.includes(group)) removeFromGroup(registry, group, name);
  }
}

import { randomUUID } from "node:crypto";
import { invalidRequest, resourceAlreadyExists, resourceNotFound, versionConflict } from "../../local-errors";
import type { Thing, ThingPrincipalType } from "../records";
import type { Registry } from "../registry";

/** Maximum number of a thing's attributes, without and with a thing type. */
const MAX_ATTRIBUTES = { without: 3, with: 50 };

/** Settings of a new thing. */
export interface ThingSettings {
  readonly name: string;
  readonly typeName?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly billingGroupName?: string | undefined;
}

/**
 * Creates a thing. Returns the existing thing if it has the same settings.
 * @throws AwsError `ResourceAlreadyExistsException` for an existing thing with other settings,
 * `ResourceNotFoundException` for a thing type that does not exist, `InvalidRequestException` for a deprecated thing
 * type and for too many attributes
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html
 */
export function createThing(registry: Registry, settings: ThingSettings): Thing {
  const { name, typeName, attributes, billingGroupName } = settings;
  const known = registry.things.get(name);
  if (known !== undefined) {
    const same = known.typeName === typeName && known.billingGroupName === billingGroupName;
    if (same && sameAttributes(known.attributes, attributes)) return known;
    throw resourceAlreadyExists(`Thing ${name} already exists in account with different attributes`);
  }
  checkSettings(registry, typeName, attributes);
  const thing = {
    name,
    arn: registry.arn("thing", name),
    id: randomUUID(),
    ...(typeName !== undefined && { typeName }),
    ...(billingGroupName !== undefined && { billingGroupName }),
    attributes,
    version: 1,
  };
  registry.things.set(name, thing);
  registry.touch();
  return thing;
}

function sameAttributes(a: Thing["attributes"], b: Thing["attributes"]): boolean {
  const entries = Object.entries(a);
  return entries.length === Object.keys(b).length && entries.every(([key, value]) => b[key] === value);
}

function checkSettings(registry: Registry, typeName: string | undefined, attributes: Thing["attributes"]): void {
  if (typeName !== undefined && registry.thingType(typeName).deprecationDate !== undefined) {
    throw invalidRequest(`Thing type ${typeName} is deprecated; it cannot be given to a thing`);
  }
  const most = typeName === undefined ? MAX_ATTRIBUTES.without : MAX_ATTRIBUTES.with;
  if (Object.keys(attributes).length > most) {
    const kind = typeName === undefined ? "without a thing type" : "with a thing type";
    throw invalidRequest(`A thing ${kind} can have at most ${most} attributes`);
  }
}

/** Changes to a thing. Undefined members stay as they are. */
export interface ThingChanges {
  readonly typeName?: string | undefined;
  readonly removeType?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Whether `attributes` are merged into the thing's attributes; otherwise they replace them. @default false */
  readonly merge?: boolean | undefined;
  readonly expectedVersion?: number | undefined;
}

/**
 * Changes a thing.
 *
 * Assumption: a type cannot be removed from a thing that has more attributes than a thing without a type may have.
 * @throws AwsError `ResourceNotFoundException`, `VersionConflictException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateThing.html
 */
export function updateThing(registry: Registry, name: string, changes: ThingChanges): void {
  const { typeName: knownType, ...thing } = registry.thing(name);
  checkVersion(`Thing ${name}`, thing.version, changes.expectedVersion);
  if (changes.removeType && changes.typeName !== undefined) {
    throw invalidRequest("thingTypeName must be left out with removeThingType");
  }
  const typeName = changes.removeType ? undefined : (changes.typeName ?? knownType);
  const given = changes.attributes;
  const attributes = given === undefined ? thing.attributes : changedAttributes(thing.attributes, given, changes.merge);
  if (typeName !== knownType || given !== undefined) checkSettings(registry, typeName, attributes);
  registry.things.set(name, {
    ...thing,
    ...(typeName !== undefined && { typeName }),
    attributes,
    version: thing.version + 1,
  });
  registry.touch();
}

/**
 * Returns the attributes after a change: `given`, or `given` merged into `before`. An empty value removes its
 * attribute.
 */
export function changedAttributes(
  before: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  merge = false,
): Readonly<Record<string, string>> {
  const all = merge ? { ...before, ...given } : given;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** @throws AwsError `VersionConflictException` */
export function checkVersion(what: string, version: number, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw versionConflict(`${what} has version ${version}, not ${expected}`);
}

/**
 * Deletes a thing that has no certificates, and removes it from its groups.
 * @throws AwsError `ResourceNotFoundException`, `VersionConflictException`, `InvalidRequestException`
 */
export function deleteThing(registry: Registry, name: string, expectedVersion: number | undefined): void {
  checkVersion(`Thing ${name}`, registry.thing(name).version, expectedVersion);
  if (registry.thingPrincipals.rightsOf(name).length > 0) {
    throw invalidRequest(`Cannot delete. Thing ${name} is still attached to one or more principals`);
  }
  for (const group of registry.groupMembers.leftsOf(name)) registry.groupMembers.remove(group, name);
  registry.things.delete(name);
  registry.touch();
}

/**
 * Attaches a certificate to a thing: with EXCLUSIVE_THING, the certificate can be attached to no other thing.
 *
 * Assumptions: the error is `InvalidRequestException` if the certificate is attached exclusively to another thing, or
 * if it would be attached exclusively to this thing and another thing has it. Attaching it again with another type
 * changes the type.
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/exclusive-thing.html
 */
export function attachThingPrincipal(
  registry: Registry,
  name: string,
  principal: string,
  type: ThingPrincipalType,
): void {
  registry.thing(name);
  checkPrincipal(registry, principal);
  for (const other of registry.thingPrincipals.leftsOf(principal)) {
    if (other === name) continue;
    if (type === "EXCLUSIVE_THING" || registry.thingPrincipals.kindOf(other, principal) === "EXCLUSIVE_THING") {
      throw invalidRequest(
        `The principal is attached to thing ${other}; one of the attachments would be EXCLUSIVE_THING`,
      );
    }
  }
  registry.thingPrincipals.add(name, principal, type);
  registry.touch();
}

/** @throws AwsError `ResourceNotFoundException` for a thing or a certificate that does not exist */
export function detachThingPrincipal(registry: Registry, name: string, principal: string): void {
  registry.thing(name);
  checkPrincipal(registry, principal);
  registry.thingPrincipals.remove(name, principal);
  registry.touch();
}

/** @throws AwsError `InvalidRequestException`, `ResourceNotFoundException` */
export function checkPrincipal(registry: Registry, principal: string): void {
  if (registry.certificateOf(principal) !== undefined) return;
  if (!/^arn:aws[a-z-]*:iot:[a-z0-9-]+:\d{12}:cert\/[a-fA-F0-9]{64}$/.test(principal)) {
    throw invalidRequest("principal must be the ARN of a certificate");
  }
  throw resourceNotFound(`The principal ${principal} does not exist`);
}

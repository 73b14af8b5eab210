import { randomUUID } from "node:crypto";
import { invalidRequest, resourceAlreadyExists } from "../../local-errors";
import type { ThingGroup } from "../records";
import type { Registry } from "../registry";
import { changedAttributes, checkVersion } from "./registry-things";

/** Maximum number of groups that a thing is directly in. */
const MAX_GROUPS = 10;
/** Maximum depth of a hierarchy of groups. */
const MAX_DEPTH = 7;

/** Settings of a new thing group. */
export interface ThingGroupSettings {
  readonly name: string;
  readonly parentName?: string | undefined;
  readonly description?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Creates a static thing group. Returns the existing group if it has the same parent and description.
 *
 * Assumption: the error for a parent that does not exist is `ResourceNotFoundException`, and for a hierarchy that would
 * be too deep `InvalidRequestException`.
 * @throws AwsError `ResourceAlreadyExistsException` for an existing group with other settings, and the errors above
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingGroup.html
 */
export function createThingGroup(registry: Registry, settings: ThingGroupSettings): ThingGroup {
  const { name, parentName, description, attributes, tags, now } = settings;
  const known = registry.thingGroups.get(name);
  if (known !== undefined) {
    if (known.parentName === parentName && known.description === description) return known;
    throw resourceAlreadyExists(`Thing group ${name} already exists with different properties`);
  }
  if (parentName !== undefined) {
    registry.thingGroup(parentName);
    if (ancestorsOf(registry, parentName).length + 1 >= MAX_DEPTH) {
      throw invalidRequest(`A hierarchy of thing groups can have at most ${MAX_DEPTH} levels`);
    }
  }
  const group = {
    name,
    arn: registry.arn("thinggroup", name),
    id: randomUUID(),
    ...(parentName !== undefined && { parentName }),
    ...(description !== undefined && { description }),
    attributes,
    version: 1,
    tags,
    creationDate: now,
  };
  registry.thingGroups.set(name, group);
  return group;
}

/** The parent of a group, the parent's parent and so on. */
export function ancestorsOf(registry: Registry, name: string): readonly ThingGroup[] {
  const ancestors: ThingGroup[] = [];
  let parent = registry.thingGroups.get(name)?.parentName;
  while (parent !== undefined) {
    const group = registry.thingGroups.get(parent);
    if (group === undefined) break;
    ancestors.push(group);
    parent = group.parentName;
  }
  return ancestors;
}

/** Names of the groups whose parent is this group. */
export function childrenOf(registry: Registry, name: string): readonly string[] {
  return [...registry.thingGroups.values()].filter(({ parentName }) => parentName === name).map((one) => one.name);
}

/** Changes to a thing group. Undefined members stay as they are. */
export interface ThingGroupChanges {
  readonly description?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly merge?: boolean | undefined;
  readonly expectedVersion?: number | undefined;
}

/**
 * Changes a thing group.
 * @returns its new version
 * @throws AwsError `ResourceNotFoundException`, `VersionConflictException`
 */
export function updateThingGroup(registry: Registry, name: string, changes: ThingGroupChanges): number {
  const group = registry.thingGroup(name);
  checkVersion(`Thing group ${name}`, group.version, changes.expectedVersion);
  const { description, attributes: given, merge } = changes;
  const attributes = given === undefined ? group.attributes : changedAttributes(group.attributes, given, merge);
  const version = group.version + 1;
  registry.thingGroups.set(name, { ...group, ...(description !== undefined && { description }), attributes, version });
  return version;
}

/**
 * Deletes a thing group that has no child groups, with its memberships and attachments. Does nothing if the group does
 * not exist.
 * @throws AwsError `InvalidRequestException`, `VersionConflictException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingGroup.html
 */
export function deleteThingGroup(registry: Registry, name: string, expectedVersion: number | undefined): void {
  const group = registry.thingGroups.get(name);
  if (group === undefined) return;
  checkVersion(`Thing group ${name}`, group.version, expectedVersion);
  if (childrenOf(registry, name).length > 0) {
    throw invalidRequest(`Cannot delete thing group ${name} when there are still child groups attached to it`);
  }
  for (const thing of registry.groupMembers.rightsOf(name)) registry.groupMembers.remove(name, thing);
  for (const policy of registry.policyTargets.leftsOf(group.arn)) registry.policyTargets.remove(policy, group.arn);
  registry.thingGroups.delete(name);
  registry.touch();
}

/**
 * Adds a thing to a group. Does nothing if the thing is in the group already.
 * @throws AwsError `ResourceNotFoundException`, and `InvalidRequestException` for an eleventh group or a second group
 * of the same hierarchy
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-groups.html
 */
export function addToGroup(registry: Registry, groupName: string, thingName: string): void {
  registry.thingGroup(groupName);
  registry.thing(thingName);
  const present = registry.groupMembers.leftsOf(thingName);
  if (present.includes(groupName)) return;
  if (present.length >= MAX_GROUPS) throw invalidRequest(`Thing ${thingName} can be in at most ${MAX_GROUPS} groups`);
  const root = rootOf(registry, groupName);
  const related = present.find((other) => rootOf(registry, other) === root);
  if (related !== undefined) {
    throw invalidRequest(`Thing ${thingName} is in group ${related} of the same hierarchy`);
  }
  registry.groupMembers.add(groupName, thingName, true);
  registry.touch();
}

const rootOf = (registry: Registry, name: string): string => ancestorsOf(registry, name).at(-1)?.name ?? name;

/** @throws AwsError `ResourceNotFoundException` */
export function removeFromGroup(registry: Registry, groupName: string, thingName: string): void {
  registry.thingGroup(groupName);
  registry.thing(thingName);
  registry.groupMembers.remove(groupName, thingName);
  registry.touch();
}

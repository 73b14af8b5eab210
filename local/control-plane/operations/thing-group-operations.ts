import { z } from "zod";
import { invalidRequest } from "../../local-errors";
import type { ThingGroup } from "../../registry/records";
import type { Registry } from "../../registry/registry";
import {
  addToGroup,
  ancestorsOf,
  childrenOf,
  createThingGroup as createGroup,
  deleteThingGroup as deleteGroup,
  removeFromGroup,
  updateThingGroup as updateGroup,
} from "../../registry/things/registry-thing-groups";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { tokenedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";
import { withTags } from "../resources/tagging";

const { thingName, tokened } = registryFields;

const groupSummary = ({ name, arn }: ThingGroup) => ({ groupName: name, groupArn: arn });

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingGroup.html */
const createThingGroup = defineOperation({
  name: "CreateThingGroup",
  method: "POST",
  path: "/thing-groups/{thingGroupName}",
  input: z.object({
    thingGroupName: thingName,
    parentGroupName: thingName.optional(),
    thingGroupProperties: registryFields.groupProperties.default({}),
    tags: fields.tags.default([]),
  }),
  run({ thingGroupName: name, parentGroupName, thingGroupProperties, tags }, { region: { registry }, clock }) {
    const { arn, id } = createGroup(registry, {
      name,
      parentName: parentGroupName,
      description: thingGroupProperties.thingGroupDescription,
      attributes: thingGroupProperties.attributePayload?.attributes ?? {},
      tags: withTags(new Map(), tags),
      now: clock.now(),
    });
    return { thingGroupName: name, thingGroupArn: arn, thingGroupId: id };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeThingGroup.html */
const describeThingGroup = defineOperation({
  name: "DescribeThingGroup",
  method: "GET",
  path: "/thing-groups/{thingGroupName}",
  input: z.object({ thingGroupName: thingName }),
  run({ thingGroupName: name }, { region: { registry } }) {
    const { arn, id, version, description, attributes, parentName, creationDate } = registry.thingGroup(name);
    return {
      thingGroupName: name,
      thingGroupArn: arn,
      thingGroupId: id,
      version,
      thingGroupProperties: {
        ...(description !== undefined && { thingGroupDescription: description }),
        // Left out without attributes: the AWS provider would take an empty payload for a setting, and plan to remove
        // it.
        ...(Object.keys(attributes).length > 0 ? { attributePayload: { attributes } } : {}),
      },
      thingGroupMetadata: {
        ...(parentName !== undefined && { parentGroupName: parentName }),
        rootToParentThingGroups: [...ancestorsOf(registry, name)].reverse().map(groupSummary),
        creationDate: creationDate / 1000,
      },
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateThingGroup.html */
const updateThingGroup = defineOperation({
  name: "UpdateThingGroup",
  method: "PATCH",
  path: "/thing-groups/{thingGroupName}",
  input: z.object({
    thingGroupName: thingName,
    thingGroupProperties: registryFields.groupProperties,
    expectedVersion: registryFields.whole.optional(),
  }),
  run({ thingGroupName: name, thingGroupProperties, expectedVersion }, { region: { registry } }) {
    const { thingGroupDescription: description, attributePayload = {} } = thingGroupProperties;
    return { version: updateGroup(registry, name, { description, ...attributePayload, expectedVersion }) };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingGroup.html */
const deleteThingGroup = defineOperation({
  name: "DeleteThingGroup",
  method: "DELETE",
  path: "/thing-groups/{thingGroupName}",
  input: z.object({ thingGroupName: thingName, expectedVersion: registryFields.queryLong.optional() }),
  run({ thingGroupName: name, expectedVersion }, { region: { registry } }) {
    deleteGroup(registry, name, expectedVersion);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingGroups.html */
const listThingGroups = defineOperation({
  name: "ListThingGroups",
  method: "GET",
  path: "/thing-groups",
  input: z.object({
    ...tokened,
    parentGroup: thingName.optional(),
    namePrefixFilter: thingName.optional(),
    recursive: fields.queryFlag.default(true),
  }),
  run({ parentGroup, namePrefixFilter = "", recursive, ...page }, { region: { registry } }) {
    if (parentGroup !== undefined) registry.thingGroup(parentGroup);
    const isBelow = (group: ThingGroup): boolean => {
      if (!recursive) return group.parentName === parentGroup;
      return parentGroup === undefined || ancestorsOf(registry, group.name).some(({ name }) => name === parentGroup);
    };
    const all = [...registry.thingGroups.values()].filter(
      (one) => one.name.startsWith(namePrefixFilter) && isBelow(one),
    );
    return tokenedPage("thingGroups", all, ({ name }) => name, groupSummary, page);
  },
});

const membership = {
  thingGroupName: thingName.optional(),
  thingGroupArn: registryFields.arn.optional(),
  thingName: thingName.optional(),
  thingArn: registryFields.arn.optional(),
};

/** Names of the group and the thing of a request, which gives each by its name or its ARN. */
function memberOf(
  registry: Registry,
  input: {
    thingGroupName?: string | undefined;
    thingGroupArn?: string | undefined;
    thingName?: string | undefined;
    thingArn?: string | undefined;
  },
): readonly [group: string, thing: string] {
  const group = input.thingGroupName ?? input.thingGroupArn?.replace(registry.arn("thinggroup", ""), "");
  const thing = input.thingName ?? input.thingArn?.replace(registry.arn("thing", ""), "");
  if (group === undefined) throw invalidRequest("thingGroupName or thingGroupArn must be given");
  if (thing === undefined) throw invalidRequest("thingName or thingArn must be given");
  return [group, thing];
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_AddThingToThingGroup.html */
const addThingToThingGroup = defineOperation({
  name: "AddThingToThingGroup",
  method: "PUT",
  path: "/thing-groups/addThingToThingGroup",
  input: z.object({ ...membership, overrideDynamicGroups: fields.flag.optional() }),
  run(input, { region: { registry } }) {
    addToGroup(registry, ...memberOf(registry, input));
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_RemoveThingFromThingGroup.html */
const removeThingFromThingGroup = defineOperation({
  name: "RemoveThingFromThingGroup",
  method: "PUT",
  path: "/thing-groups/removeThingFromThingGroup",
  input: z.object(membership),
  run(input, { region: { registry } }) {
    removeFromGroup(registry, ...memberOf(registry, input));
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingsInThingGroup.html */
const listThingsInThingGroup = defineOperation({
  name: "ListThingsInThingGroup",
  method: "GET",
  path: "/thing-groups/{thingGroupName}/things",
  input: z.object({ thingGroupName: thingName, recursive: fields.queryFlag.default(false), ...tokened }),
  run({ thingGroupName: name, recursive, ...page }, { region: { registry } }) {
    registry.thingGroup(name);
    const below = (group: string): readonly string[] => [group, ...childrenOf(registry, group).flatMap(below)];
    const groups = recursive ? below(name) : [name];
    const things = new Set(groups.flatMap((group) => registry.groupMembers.rightsOf(group)));
    return tokenedPage("things", things, String, String, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingGroupsForThing.html */
const listThingGroupsForThing = defineOperation({
  name: "ListThingGroupsForThing",
  method: "GET",
  path: "/things/{thingName}/thing-groups",
  input: z.object({ thingName, ...tokened }),
  run({ thingName: name, ...page }, { region: { registry } }) {
    registry.thing(name);
    const groups = registry.groupMembers.leftsOf(name).map((group) => registry.thingGroup(group));
    return tokenedPage("thingGroups", groups, (group) => group.name, groupSummary, page);
  },
});

/** Operations on thing groups. */
export const THING_GROUP_OPERATIONS = [
  addThingToThingGroup,
  removeThingFromThingGroup,
  createThingGroup,
  describeThingGroup,
  updateThingGroup,
  deleteThingGroup,
  listThingGroups,
  listThingsInThingGroup,
  listThingGroupsForThing,
];

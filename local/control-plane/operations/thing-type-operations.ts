import { z } from "zod";
import type { ThingType } from "../../registry/records";
import {
  createThingType as createType,
  deleteThingType as deleteType,
  deprecateThingType as deprecate,
} from "../../registry/things/registry-thing-types";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { tokenedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";
import { withTags } from "../resources/tagging";

const { thingName, tokened } = registryFields;

const describedType = ({ name, arn, id, properties, creationDate, deprecationDate }: ThingType) => ({
  thingTypeName: name,
  thingTypeArn: arn,
  thingTypeId: id,
  thingTypeProperties: properties,
  thingTypeMetadata: {
    deprecated: deprecationDate !== undefined,
    ...(deprecationDate !== undefined && { deprecationDate: deprecationDate / 1000 }),
    creationDate: creationDate / 1000,
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingType.html */
const createThingType = defineOperation({
  name: "CreateThingType",
  method: "POST",
  path: "/thing-types/{thingTypeName}",
  input: z.object({
    thingTypeName: thingName,
    thingTypeProperties: registryFields.typeProperties.default({}),
    tags: fields.tags.default([]),
  }),
  run({ thingTypeName: name, thingTypeProperties: properties, tags }, { region: { registry }, clock }) {
    const type = createType(registry, { name, properties, tags: withTags(new Map(), tags) }, clock.now());
    return { thingTypeName: name, thingTypeArn: type.arn, thingTypeId: type.id };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeThingType.html */
const describeThingType = defineOperation({
  name: "DescribeThingType",
  method: "GET",
  path: "/thing-types/{thingTypeName}",
  input: z.object({ thingTypeName: thingName }),
  run: ({ thingTypeName: name }, { region: { registry } }) => describedType(registry.thingType(name)),
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeprecateThingType.html */
const deprecateThingType = defineOperation({
  name: "DeprecateThingType",
  method: "POST",
  path: "/thing-types/{thingTypeName}/deprecate",
  input: z.object({ thingTypeName: thingName, undoDeprecate: fields.flag.default(false) }),
  run({ thingTypeName: name, undoDeprecate }, { region: { registry }, clock }) {
    deprecate(registry, name, undoDeprecate, clock.now());
    return {};
  },
});

/**
 * Refuses for five minutes after the deprecation, see `Assumptions.thingTypeDeletionWait`.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingType.html
 */
const deleteThingType = defineOperation({
  name: "DeleteThingType",
  method: "DELETE",
  path: "/thing-types/{thingTypeName}",
  input: z.object({ thingTypeName: thingName }),
  run({ thingTypeName: name }, { region: { registry }, clock, assumptions }) {
    deleteType(registry, name, clock.now(), assumptions.thingTypeDeletionWait);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingTypes.html */
const listThingTypes = defineOperation({
  name: "ListThingTypes",
  method: "GET",
  path: "/thing-types",
  input: z.object({ thingTypeName: thingName.optional(), ...tokened }),
  run({ thingTypeName, ...page }, { region: { registry } }) {
    const all = [...registry.thingTypes.values()].filter(
      ({ name }) => thingTypeName === undefined || name === thingTypeName,
    );
    const show = (type: ThingType) => {
      const { thingTypeId: _, ...shown } = describedType(type);
      return shown;
    };
    return tokenedPage("thingTypes", all, ({ name }) => name, show, page);
  },
});

/** Operations on thing types. */
export const THING_TYPE_OPERATIONS = [
  createThingType,
  describeThingType,
  deprecateThingType,
  deleteThingType,
  listThingTypes,
];

import { z } from "zod";
import type { Thing, ThingPrincipalType } from "../../registry/records";
import {
  attachThingPrincipal as attach,
  checkPrincipal,
  createThing as create,
  deleteThing as deleteOne,
  detachThingPrincipal as detach,
  updateThing as update,
} from "../../registry/things/registry-things";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { tokenedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";

const { thingName, principalType, arn, tokened } = registryFields;

const summary = ({ name, arn: thingArn, typeName, attributes, version }: Thing) => ({
  thingName: name,
  thingArn,
  ...(typeName !== undefined && { thingTypeName: typeName }),
  attributes,
  version,
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html */
const createThing = defineOperation({
  name: "CreateThing",
  method: "POST",
  path: "/things/{thingName}",
  input: z.object({
    thingName,
    thingTypeName: thingName.optional(),
    attributePayload: registryFields.attributePayload.optional(),
    billingGroupName: thingName.optional(),
  }),
  run({ thingName: name, thingTypeName: typeName, attributePayload, billingGroupName }, { region: { registry } }) {
    const attributes = attributePayload?.attributes ?? {};
    const thing = create(registry, { name, typeName, attributes, billingGroupName });
    return { thingName: name, thingArn: thing.arn, thingId: thing.id };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeThing.html */
const describeThing = defineOperation({
  name: "DescribeThing",
  method: "GET",
  path: "/things/{thingName}",
  input: z.object({ thingName }),
  run({ thingName: name }, { region: { registry } }) {
    const thing = registry.thing(name);
    const { id, billingGroupName } = thing;
    return {
      ...summary(thing),
      defaultClientId: name,
      thingId: id,
      ...(billingGroupName !== undefined && { billingGroupName }),
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateThing.html */
const updateThing = defineOperation({
  name: "UpdateThing",
  method: "PATCH",
  path: "/things/{thingName}",
  input: z.object({
    thingName,
    thingTypeName: thingName.optional(),
    attributePayload: registryFields.attributePayload.optional(),
    expectedVersion: registryFields.whole.optional(),
    removeThingType: fields.flag.optional(),
  }),
  run(input, { region: { registry } }) {
    const { thingTypeName: typeName, attributePayload = {}, expectedVersion, removeThingType: removeType } = input;
    const { attributes, merge } = attributePayload;
    update(registry, input.thingName, { typeName, removeType, attributes, merge, expectedVersion });
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThing.html */
const deleteThing = defineOperation({
  name: "DeleteThing",
  method: "DELETE",
  path: "/things/{thingName}",
  input: z.object({ thingName, expectedVersion: registryFields.queryLong.optional() }),
  run({ thingName: name, expectedVersion }, { region: { registry } }) {
    deleteOne(registry, name, expectedVersion);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThings.html */
const listThings = defineOperation({
  name: "ListThings",
  method: "GET",
  path: "/things",
  input: z.object({
    ...tokened,
    attributeName: fields.text({ max: 128 }).optional(),
    attributeValue: fields.text({ max: 800 }).optional(),
    thingTypeName: thingName.optional(),
    usePrefixAttributeValue: fields.queryFlag.default(false),
  }),
  run({ attributeName, attributeValue, thingTypeName, usePrefixAttributeValue, ...page }, { region: { registry } }) {
    const fits = ({ typeName, attributes }: Thing): boolean => {
      if (thingTypeName !== undefined && typeName !== thingTypeName) return false;
      if (attributeName === undefined) return true;
      const value = attributes[attributeName];
      if (value === undefined || attributeValue === undefined) return value !== undefined;
      return usePrefixAttributeValue ? value.startsWith(attributeValue) : value === attributeValue;
    };
    return tokenedPage("things", [...registry.things.values()].filter(fits), ({ name }) => name, summary, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttachThingPrincipal.html */
const attachThingPrincipal = defineOperation({
  name: "AttachThingPrincipal",
  method: "PUT",
  path: "/things/{thingName}/principals",
  headers: { principal: "x-amzn-principal" },
  input: z.object({
    thingName,
    principal: arn,
    thingPrincipalType: principalType.default("NON_EXCLUSIVE_THING"),
  }),
  run({ thingName: name, principal, thingPrincipalType }, { region: { registry } }) {
    attach(registry, name, principal, thingPrincipalType);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DetachThingPrincipal.html */
const detachThingPrincipal = defineOperation({
  name: "DetachThingPrincipal",
  method: "DELETE",
  path: "/things/{thingName}/principals",
  headers: { principal: "x-amzn-principal" },
  input: z.object({ thingName, principal: arn }),
  run({ thingName: name, principal }, { region: { registry } }) {
    detach(registry, name, principal);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingPrincipals.html */
const listThingPrincipals = defineOperation({
  name: "ListThingPrincipals",
  method: "GET",
  path: "/things/{thingName}/principals",
  input: z.object({ thingName, ...tokened }),
  run({ thingName: name, ...page }, { region: { registry } }) {
    registry.thing(name);
    return tokenedPage("principals", registry.thingPrincipals.rightsOf(name), String, String, page);
  },
});

const ofType = (wanted: ThingPrincipalType | undefined, type: ThingPrincipalType | undefined): boolean =>
  wanted === undefined || wanted === type;

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingPrincipalsV2.html */
const listThingPrincipalsV2 = defineOperation({
  name: "ListThingPrincipalsV2",
  method: "GET",
  path: "/things/{thingName}/principals-v2",
  input: z.object({ thingName, thingPrincipalType: principalType.optional(), ...tokened }),
  run({ thingName: name, thingPrincipalType, ...page }, { region: { registry } }) {
    registry.thing(name);
    const typeOf = (principal: string) => registry.thingPrincipals.kindOf(name, principal);
    const all = registry.thingPrincipals.rightsOf(name).filter((one) => ofType(thingPrincipalType, typeOf(one)));
    const show = (principal: string) => ({ principal, thingPrincipalType: typeOf(principal) });
    return tokenedPage("thingPrincipalObjects", all, String, show, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPrincipalThings.html */
const listPrincipalThings = defineOperation({
  name: "ListPrincipalThings",
  method: "GET",
  path: "/principals/things",
  headers: { principal: "x-amzn-principal" },
  input: z.object({ principal: arn, ...tokened }),
  run({ principal, ...page }, { region: { registry } }) {
    checkPrincipal(registry, principal);
    return tokenedPage("things", registry.thingPrincipals.leftsOf(principal), String, String, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPrincipalThingsV2.html */
const listPrincipalThingsV2 = defineOperation({
  name: "ListPrincipalThingsV2",
  method: "GET",
  path: "/principals/things-v2",
  headers: { principal: "x-amzn-principal" },
  input: z.object({ principal: arn, thingPrincipalType: principalType.optional(), ...tokened }),
  run({ principal, thingPrincipalType, ...page }, { region: { registry } }) {
    checkPrincipal(registry, principal);
    const typeOf = (name: string) => registry.thingPrincipals.kindOf(name, principal);
    const all = registry.thingPrincipals.leftsOf(principal).filter((one) => ofType(thingPrincipalType, typeOf(one)));
    const show = (name: string) => ({ thingName: name, thingPrincipalType: typeOf(name) });
    return tokenedPage("principalThingObjects", all, String, show, page);
  },
});

/** Operations on things and their certificates. */
export const THING_OPERATIONS = [
  createThing,
  describeThing,
  updateThing,
  deleteThing,
  listThings,
  attachThingPrincipal,
  detachThingPrincipal,
  listThingPrincipals,
  listThingPrincipalsV2,
  listPrincipalThings,
  listPrincipalThingsV2,
];

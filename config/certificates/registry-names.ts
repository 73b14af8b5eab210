import { z } from "zod";
import { packRule, text } from "../schema/setting-fields";
import { FIELD_NAMES } from "./certificate-fields";

/** Pattern of names of things, thing types and thing groups. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html */
export const AWS_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;
/** Pattern of names of a thing's attributes. @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttributePayload.html */
export const ATTRIBUTE_NAME = /^[a-zA-Z0-9_.,@/:#=-]{1,128}$/;
/** Pattern of values of a thing's attributes. @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttributePayload.html */
export const ATTRIBUTE_VALUE = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;
const FIELD = new RegExp(`^\\{(${FIELD_NAMES.join("|")})\\}$`);
const FIELDS = FIELD_NAMES.map((field) => `{${field}}`).join(", ");

/** The name of a thing, a thing type or a thing group. @param what Its kind, for messages: `thing type` */
export const awsName = (what: string) =>
  text(
    AWS_NAME,
    `be the name of a ${what}: 1 to 128 of A-Z a-z 0-9 : _ -`,
    "AWS IoT Core accepts no dot, no slash and no space there.",
  );

/** A text that matches the pattern, or one field of the certificate: `{serialNumber}`. @param must Rule for the text, for messages */
export const withField = (pattern: RegExp, must: string) =>
  text(
    new RegExp(`${pattern.source}|${FIELD.source}`),
    `${must}, or one field of the certificate`,
    `The fields are ${FIELDS}, each alone: just-in-time provisioning cannot combine texts.`,
  );

/** Attributes of a thing, by name. @param value Schema of a value */
export function attributes(value: ReturnType<typeof text>) {
  const keys = z.string().regex(ATTRIBUTE_NAME, {
    error: packRule({
      must: "be named with 1 to 128 of A-Z a-z 0-9 _ . , @ / : # = -",
      remedy: "Rename the attribute.",
    }),
  });
  return z.record(keys, value, {
    error: packRule({ must: "be an object of texts", remedy: 'Write it like { site: "berlin" }.' }),
  });
}

/** Thing groups of a thing. @param value Schema of a name */
export const namesOf = (value: ReturnType<typeof text>) =>
  z
    .array(value, { error: packRule({ must: "be a list of thing groups", remedy: 'Write it like ["berlin"].' }) })
    .max(10, { error: packRule({ must: "name at most 10 thing groups", remedy: "AWS accepts no more for a thing." }) });

/** Value of an attribute that is the same for every device. */
export const literalValue = text(
  ATTRIBUTE_VALUE,
  "be at most 800 of A-Z a-z 0-9 _ . , @ / : # = [ ] -",
  "AWS IoT Core accepts no other characters in attributes.",
);
/** A name as in {@link awsName}, or one field of the certificate. @param what Its kind, for messages: `thing type` */
export const fieldOrName = (what: string) =>
  withField(AWS_NAME, `be the name of a ${what}: 1 to 128 of A-Z a-z 0-9 : _ -`);

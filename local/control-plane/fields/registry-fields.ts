import { z } from "zod";
import { CERTIFICATE_STATUSES } from "../../registry/records";
import * as fields from "./member-fields";

/**
 * The members of requests about certificates and things, with the limits and patterns of AWS's API model.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCACertificate.html
 */
export const certificateId = fields.text({ min: 64, max: 64, pattern: "(0x)?[a-fA-F0-9]+" });
export const pem = fields.text({ min: 1, max: 65_536 });
export const request = fields.text({ min: 1, max: 4096 });
export const status = fields.choice(CERTIFICATE_STATUSES);
export const policyName = fields.text({ min: 1, max: 128, pattern: "[\\w+=,.@-]+" });
export const policyDocument = fields.text({ max: 404_600 });
export const versionId = fields.text({ pattern: "[0-9]+" }).transform(Number);
export const arn = fields.text({});
/** Name of a thing, a thing type, a thing group or a billing group. */
export const thingName = fields.text({ min: 1, max: 128, pattern: "[a-zA-Z0-9:_-]+" });
export const templateName = fields.text({ min: 1, max: 36, pattern: "[0-9A-Za-z_-]+" });
export const templateBody = fields.text({ max: 10_240 });
export const roleArn = fields.text({ min: 20, max: 2048 });
export const principalType = fields.choice(["EXCLUSIVE_THING", "NON_EXCLUSIVE_THING"]);
export const queryLong = fields.text({ pattern: "[0-9]+" }).transform(Number);
export const whole = z.number({ error: "Member must be a number" }).int();

const attributes = z.record(
  fields.text({ max: 128, pattern: "[a-zA-Z0-9_.,@/:#-]+" }),
  fields.text({ max: 800, pattern: "[a-zA-Z0-9_.,@/:#=\\[\\]-]*" }),
  { error: "Member must be a map" },
);
export const attributePayload = z.object({ attributes: attributes.optional(), merge: fields.flag.optional() });
export const registrationConfig = z.object({
  templateBody: templateBody.optional(),
  roleArn: roleArn.optional(),
  templateName: templateName.optional(),
});
export const hook = z.record(z.string(), z.unknown(), { error: "Member must be a structure" });
const description = fields.text({ max: 2028 });
export const groupProperties = z.object({
  thingGroupDescription: description.optional(),
  attributePayload: attributePayload.optional(),
});
export const typeProperties = z.object({
  thingTypeDescription: description.optional(),
  searchableAttributes: z.array(fields.text({ max: 128 }), { error: "Member must be a list" }).optional(),
  mqtt5Configuration: z.record(z.string(), z.unknown()).optional(),
});

/** Members for paging through lists: the older operations have markers, the newer ones tokens. */
export const marked = {
  pageSize: fields.queryNumber(1, 250).default(250),
  marker: fields.marker.optional(),
  isAscendingOrder: fields.queryFlag.optional(),
};
export const tokened = {
  maxResults: fields.queryNumber(1, 250).default(250),
  nextToken: fields.text({}).optional(),
};

import { z } from "zod";
import { packRule, text } from "./setting-fields";

/** The number of tags that AWS allows on one resource, minus the two that the default-authorizer step sets on the authorizer. */
const MAX_TAGS = 50 - 2;
const CHARACTERS = "letters, digits, spaces and _ . : / = + - @";

const key = z.string().regex(/^(?!aws:|iot-auth:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu, {
  error: packRule({
    must: "be a tag key AWS allows",
    remedy: `Keys are 1 to 128 ${CHARACTERS}; those beginning with aws: are AWS's own, and those beginning with iot-auth: this project's.`,
  }),
});

const value = text(
  /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/iu,
  `be at most 256 ${CHARACTERS}, not beginning with aws:`,
  "AWS allows no other tags.",
);

/**
 * Tags by key, as AWS allows them on all resources of the stack. On IAM roles, keys that differ only in upper and lower case are the same.
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export const tagsSchema = z.record(key, value).superRefine((tags, context) => {
  const keys = Object.keys(tags);
  if (keys.length > MAX_TAGS) {
    const message = packRule({
      must: `be at most ${MAX_TAGS} tags`,
      remedy: "AWS allows 50 on a resource, and the authorizer has two of this project's.",
    });
    context.addIssue({ code: "custom", message });
  }
  for (const [index, name] of keys.entries()) {
    const twin = keys.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    if (twin === undefined) continue;
    const message = packRule({
      must: `not differ from the key ${JSON.stringify(twin)} in case alone`,
      remedy: "IAM treats the two as one key and refuses the role; leave one out.",
    });
    context.addIssue({ code: "custom", message, path: [name] });
  }
});

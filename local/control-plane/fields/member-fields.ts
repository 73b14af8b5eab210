import { z } from "zod";

/**
 * The members of requests, with the limits and patterns of AWS's API model, and AWS's messages.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 */

interface TextLimits {
  /** Characters. */
  readonly min?: number;
  readonly max?: number;
  /** Must match from beginning to end. */
  readonly pattern?: string;
}

/** A string with limits. */
export function text({ min = 0, max, pattern }: TextLimits) {
  let schema = z.string({ error: ({ input }) => (input === undefined ? MISSING : "Member must be a string") });
  if (min > 0) {
    schema = schema.min(min, `Member must have length greater than or equal to ${min}`);
  }
  if (max !== undefined) {
    schema = schema.max(max, `Member must have length less than or equal to ${max}`);
  }
  return pattern === undefined
    ? schema
    : schema.regex(new RegExp(`^(?:${pattern})$`, "u"), `Member must satisfy regular expression pattern: ${pattern}`);
}

/** One of several strings. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `Member must satisfy enum value set: [${words.join(", ")}]` });
}

const MISSING = "Member must not be null";

export const flag = z.boolean({ error: "Member must be a boolean" });

/** A boolean in a query string. */
export const queryFlag = choice(["true", "false"]).transform((word) => word === "true");

/** A whole number in a query string. */
export function queryNumber(min: number, max: number) {
  return text({ pattern: "-?[0-9]+" })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, `Member must have value greater than or equal to ${min}`)
        .max(max, `Member must have value less than or equal to ${max}`),
    );
}

export const authorizerName = text({ min: 1, max: 128, pattern: "[\\w=,@-]+" });
export const authorizerFunctionArn = text({ max: 2048 });
export const tokenKeyName = text({ min: 1, max: 128, pattern: "[a-zA-Z0-9_-]+" });
export const tokenSigningPublicKeys = z.record(
  text({ min: 1, max: 128, pattern: "[a-zA-Z0-9:_-]+" }),
  text({ max: 5120 }),
  { error: "Member must be a map" },
);
export const status = choice(["ACTIVE", "INACTIVE"]);
export const marker = text({ max: 1024, pattern: "[A-Za-z0-9+/]+={0,2}" });
export const tagKey = text({ min: 1, max: 128, pattern: "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)" });
export const tags = z.array(z.object({ Key: tagKey, Value: text({ max: 256 }).optional() }), {
  error: ({ input }) => (input === undefined ? MISSING : "Member must be a list"),
});
export const tagKeys = z.array(tagKey, {
  error: ({ input }) => (input === undefined ? MISSING : "Member must be a list"),
});

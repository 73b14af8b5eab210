import { z } from "zod";
import { flag, packRule, text } from "../../config/schema";
import { iotAuth } from "../../config/text";
import { USER_NAME } from "../../lambda/contract";

/** Maximum length of a note, characters. */
const MAX_NOTE = 500;

const add = (): string => iotAuth("users", "add", "NAME", "--group", "GROUP");

/**
 * A rule that names a command builds its message when it is broken, because `iotAuth()` depends on how the tool was
 * started.
 */
const secretsRule = {
  error: () => packRule({ must: "be a list of hashes", remedy: `This makes one: ${add()}` }),
};
const twoSecretsRule = {
  error: () =>
    packRule({
      must: "hold no more than two secrets",
      remedy: "The second is for moving a device to a new secret; remove those that no device uses.",
    }),
};

const utcTime = z.iso.datetime({
  error: packRule({ must: "be a time in UTC", remedy: 'Write it like "2027-01-31T00:00:00Z".' }),
});

/** One user in a users file. Editors show the descriptions, through the JSON Schema generated from this schema. */
export const userSchema = z
  .strictObject({
    name: text(
      USER_NAME,
      "be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit",
      "Rename the user.",
    ).describe("Login name: 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit. Each may occur once."),
    group: z
      .string({ error: packRule({ must: "be the name of a group", remedy: "Every user belongs to one group." }) })
      .describe("The group that says what the user may do, as called in iot-auth.config.ts."),
    secrets: z
      .array(
        z
          .string({ error: () => packRule({ must: "be a PHC string", remedy: `This writes one: ${add()}` }) })
          .meta({ pattern: "^\\$(sha256|scrypt|pbkdf2-sha512)\\$" }),
        secretsRule,
      )
      .max(2, twoSecretsRule)
      .default([])
      .describe(
        "One or two hashes (PHC strings), never secrets themselves; a login with either succeeds. Written by iot-auth users add and rotate. A user without any can log in with a signed token only.",
      ),
    expiresAt: utcTime.optional().describe("When the user stops working: ISO 8601 in UTC."),
    disabled: flag("true refuses the user's logins.").optional().describe("true refuses the user's logins."),
    retireFirstAt: utcTime
      .optional()
      .describe("When the first of two secrets ends: ISO 8601 in UTC. Without effect on a user with one."),
    rotatedAt: utcTime
      .optional()
      .describe("When the newest secret was made: ISO 8601 in UTC. For people; never leaves this file."),
    note: z
      .string({ error: packRule({ must: "be text", remedy: "Shorten it or leave it out." }) })
      .max(MAX_NOTE, { error: packRule({ must: `be at most ${MAX_NOTE} characters`, remedy: "Shorten it." }) })
      .optional()
      .describe("For people; never leaves this file."),
  })
  .describe("One user.");

/** A users file. */
export const usersFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where an editor finds the JSON Schema of this file."),
    users: z
      .array(userSchema, {
        error: () =>
          packRule({ must: "be a list of users", remedy: `Write it like { "users": [] }; this fills it: ${add()}` }),
      })
      .describe("Who may log in, in any order."),
  })
  .describe("Users of iot-auth. Changed by hand, or with: npx iot-auth users");

/** One user in a users file. */
export type User = z.output<typeof userSchema>;
/** A users file. */
export type UsersFile = z.output<typeof usersFileSchema>;

/** State of a user at a given time. Only logins of an active user can succeed. */
export type UserState = "active" | "disabled" | "expired";

/** Returns a user's state: `disabled` for a user that is disabled and expired. */
export function userState({ disabled, expiresAt }: User, now: Date): UserState {
  if (disabled) return "disabled";
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime() ? "expired" : "active";
}

/**
 * Returns the text of the JSON Schema with which editors check and explain a users file. Published as
 * `schemas/users.schema.json`.
 * @see https://json-schema.org/draft/2020-12
 */
export function usersJsonSchema(): string {
  const schema = z.toJSONSchema(usersFileSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      // `format` checks the rest of the time; zod's own pattern, which spells out the calendar, is long and not needed.
      if (jsonSchema.format === "date-time") jsonSchema.pattern = "Z$";
    },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

import { z } from "zod";
import { USER_NAME } from "../../lambda/contract";
import { flag, packRule, text } from "../config/fields";

/** Longest note, characters. */
const MAX_NOTE = 500;

const secretsRule = {
  error: packRule({
    must: "hold no more than two secrets",
    remedy: "iot-auth users add makes one; two are for moving a device to a new secret.",
  }),
};

/** One user in a users file. */
export const userSchema = z.strictObject({
  /** Login name: 1 to 128 of `A-Z a-z 0-9 . _ : @ -`, starting with a letter or digit. */
  name: text(USER_NAME, "be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit", "Rename the user."),
  /** The group that says what the user may do. */
  group: z.string({ error: packRule({ must: "be the name of a group", remedy: "Every user belongs to one group." }) }),
  /**
   * One or two secrets as PHC strings; a login with either succeeds. A user without any can log in with a signed token only.
   * @default []
   */
  secrets: z
    .array(
      z.string({ error: packRule({ must: "be a PHC string", remedy: "iot-auth users add writes one." }) }),
      secretsRule,
    )
    .max(2, secretsRule)
    .default([]),
  /** When the user stops working: ISO 8601 in UTC. */
  expiresAt: z.iso
    .datetime({ error: packRule({ must: "be a time in UTC", remedy: 'Write it like "2027-01-31T00:00:00Z".' }) })
    .optional(),
  /** `true` refuses the user's logins. */
  disabled: flag("true refuses the user's logins.").optional(),
  /** When the first of two secrets ends: ISO 8601 in UTC. Without effect on a user with one. */
  retireFirstAt: z.iso
    .datetime({ error: packRule({ must: "be a time in UTC", remedy: 'Write it like "2027-01-31T00:00:00Z".' }) })
    .optional(),
  /** When the newest secret was made: ISO 8601 in UTC. For people; never leaves this file. */
  rotatedAt: z.iso
    .datetime({ error: packRule({ must: "be a time in UTC", remedy: 'Write it like "2027-01-31T00:00:00Z".' }) })
    .optional(),
  /** For people; never leaves this file. */
  note: z
    .string({ error: packRule({ must: "be text", remedy: "Shorten it or leave it out." }) })
    .max(MAX_NOTE, { error: packRule({ must: `be at most ${MAX_NOTE} characters`, remedy: "Shorten it." }) })
    .optional(),
});

/** A users file. */
export const usersFileSchema = z.strictObject({
  /** Where an editor finds the JSON Schema of this file. */
  $schema: z.string().optional(),
  users: z.array(userSchema, {
    error: packRule({
      must: "be a list of users",
      remedy: 'Write it like { "users": [] }; iot-auth users add fills it.',
    }),
  }),
});

/** One user in a users file. */
export type User = z.output<typeof userSchema>;
/** A users file. */
export type UsersFile = z.output<typeof usersFileSchema>;

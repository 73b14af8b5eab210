import { z } from "zod";
import { arn } from "../names/arn";
import { flag, packRule, text } from "./setting-fields";

const usersFile = {
  error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }),
};

/** Where users live. */
export const storeSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      /**
       * `bundled`: users are shipped inside the Lambda function's zip, reviewed and deployed with the stack. `dynamodb`: users live in a
       * table of the stack, and are changed without a deploy.
       * @default "bundled"
       */
      // Optional inside its default, so that the union takes a store without a type for a bundled one.
      type: z.literal("bundled").optional().default("bundled"),
      /**
       * The users file, relative to the configuration file.
       * @default "users.json"
       */
      file: z.string(usersFile).min(1, usersFile).default("users.json"),
    }),
    z.strictObject({
      type: z.literal("dynamodb"),
      /**
       * Name of the DynamoDB table. A new name is a new, empty table.
       * @default "<stack>-users"
       * @example "fleet-users"
       */
      table: text(
        /^[A-Za-z0-9_.-]{3,255}$/,
        "be 3 to 255 of A-Z a-z 0-9 _ . -",
        "AWS allows no other names for a table.",
      ).optional(),
      /**
       * Whether users may have passwords chosen by people. Every refused login then costs as much as checking two of them, so that its
       * duration does not tell which users exist. Turned off again, passwords in the table go on working, but their users can be told.
       * @default false
       */
      chosenPasswords: flag(
        "true allows users with --password-stdin; leave it out for generated secrets only.",
      ).default(false),
      /**
       * Continuous backups of the last 35 days. A table that has them leaves a backup behind for 35 days when it is deleted.
       * @default true
       */
      pointInTimeRecovery: flag("true keeps 35 days of backups of the table.").default(true),
      /**
       * Whether Terraform and AWS refuse to delete the table. To delete it nevertheless, turn this off and deploy that first.
       * @default false
       */
      deletionProtection: flag("true makes AWS refuse to delete the table.").default(false),
      /**
       * KMS key that encrypts the table.
       * @default - a key that AWS owns
       * @example "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
       */
      kmsKeyArn: arn("key").optional(),
    }),
  ],
  {
    error: packRule({
      must: 'have a type of "bundled" or "dynamodb"',
      remedy: "Leave it out for users shipped inside the Lambda function's zip.",
    }),
  },
);

/** Where a stack's users live, complete. */
export type StoreSettings = z.output<typeof storeSchema>;

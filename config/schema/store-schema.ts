import { z } from "zod";
import { arn } from "../names/arn";
import { flag, packRule, text } from "./setting-fields";

const usersFile = {
  error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }),
};

/** Where users are stored. */
export const storeSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      /**
       * `bundled`: users are in the Lambda function's zip, and are reviewed and deployed with the stack. `dynamodb`: users are in a table of the
       * stack, and are changed without a deploy.
       * @default "bundled"
       */
      // Optional inside its default, so that the union accepts a store without a type as a bundled one.
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
       * Name of the DynamoDB table. A new name creates a new, empty table.
       * @default "<stack>-users"
       * @example "fleet-users"
       */
      table: text(
        /^[A-Za-z0-9_.-]{3,255}$/,
        "be 3 to 255 of A-Z a-z 0-9 _ . -",
        "AWS allows no other names for a table.",
      ).optional(),
      /**
       * Whether users may have passwords chosen by people. Every refused login then takes as long as checking two such passwords, so that its
       * duration does not reveal which users exist. If it is turned off again, passwords in the table stay valid, but the duration reveals their
       * users.
       * @default false
       */
      chosenPasswords: flag(
        "true allows users with --password-stdin; leave it out for generated secrets only.",
      ).default(false),
      /**
       * Continuous backups of the last 35 days. When a table with them is deleted, AWS keeps a backup for 35 days.
       * @default true
       */
      pointInTimeRecovery: flag("true keeps 35 days of backups of the table.").default(true),
      /**
       * Whether Terraform and AWS refuse to delete the table. To delete it, first turn this off and deploy.
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

/** Settings of a stack's store, with defaults filled in. */
export type StoreSettings = z.output<typeof storeSchema>;

import { z } from "zod";
import { awsRegion } from "../names/region";
import { packRule, profileName, text } from "./setting-fields";

/**
 * Id, alias or ARN of a key, as the backend accepts it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
const KMS_KEY =
  /^(?:[A-Za-z0-9-]{1,64}|alias\/[\w/-]{1,250}|arn:aws(?:-[a-z]+)*:kms:[a-z]+(?:-[a-z0-9]+)+:\d{12}:(?:key\/[A-Za-z0-9-]{1,64}|alias\/[\w/-]{1,250}))$/;

/** Where Terraform keeps its state. */
export const backendSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      /** `local`: a file on this machine. `s3`: an object in a bucket, for more than one person. */
      type: z.literal("local"),
      /**
       * State file, relative to the folder in which terraform runs (`cdktf.out/stacks/<stack>`).
       * @default "../../../terraform.<stack>.tfstate"
       * @example "../../../state/fleet.tfstate"
       */
      path: text(
        /^(?![/\\]|[A-Za-z]:)[^\p{Cc}]+$/u,
        "be a relative path without control characters",
        "An absolute path would tie the stack to one machine.",
      ).optional(),
    }),
    z.strictObject({
      type: z.literal("s3"),
      /**
       * Bucket that holds the state.
       * @example "terraform-state-123456789012"
       */
      bucket: text(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "be the name of an S3 bucket",
        "Bucket names are 3 to 63 of a-z, 0-9, dots and hyphens.",
      ),
      /**
       * Key of the state object.
       * @default "<stack>.tfstate"
       */
      key: text(
        /^(?!\/)[^\p{Cc}]{1,1024}$/u,
        "be an object key of at most 1024 characters, without control characters and not beginning with /",
        'Write it like "iot-auth/prod.tfstate".',
      ).optional(),
      /**
       * Region of the bucket.
       * @default - the stack's Region
       */
      region: awsRegion.optional(),
      /**
       * KMS key that encrypts the state.
       * @default - the bucket's own encryption
       */
      kmsKeyId: text(KMS_KEY, "be the id, alias or ARN of a KMS key", 'Write it like "alias/terraform".').optional(),
      /**
       * AWS CLI profile that may read and write the bucket.
       * @default - the usual AWS credentials
       * @example "terraform-state"
       */
      profile: profileName.optional(),
    }),
  ],
  { error: packRule({ must: 'have a type of "local" or "s3"', remedy: "Leave backend out for a local state file." }) },
);

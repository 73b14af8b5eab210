import { z } from "zod";
import type { CompiledAccess } from "../../lambda/contract";
import { certificatesSchema } from "../certificates/certificates-schema";
import { arn } from "../names/arn";
import { awsRegion } from "../names/region";
import { authorizerSchema } from "./authorizer-schema";
import { backendSchema } from "./backend-schema";
import { endpointSchema } from "./endpoint-schema";
import { functionSchema } from "./function-schema";
import { groupSchema } from "./group-schema";
import { monitoringSchema } from "./monitoring-schema";
import { flag, packRule, profileName, text } from "./setting-fields";
import { storeSchema } from "./store-schema";
import { tagsSchema } from "./tags-schema";

export type { GroupInput, GroupSettings } from "./group-schema";

const settings = {
  /** AWS Region of the stack. */
  region: awsRegion,
  /**
   * Accept Regions that this version of iot-auth does not list, because AWS opened them later. Terraform's AWS provider and its backend then do not
   * look them up in their own lists either.
   * @default false (a Region that is not listed is refused as a mistake)
   */
  acceptNewRegion: flag("true accepts a Region that is newer than this version of iot-auth.").default(false),
  /**
   * The AWS account that this may be deployed to, 12 digits. Terraform refuses all other accounts.
   * @default - the account that the credentials belong to
   */
  accountId: text(/^\d{12}$/, "be the 12 digits of an AWS account id", 'Write it as text: "123456789012".').optional(),
  /**
   * AWS CLI profile for Terraform and for the default-authorizer step.
   * @default - the usual AWS credentials
   * @example "iot-deployer"
   */
  profile: profileName.optional(),
  /**
   * Role to assume, for Terraform and for the default-authorizer step.
   * @default - none
   */
  assumeRole: z
    .strictObject({
      /** ARN of the role. */
      roleArn: arn("role"),
      /**
       * External id that the role requires.
       * @default - none
       * @example "fleet-7c1f"
       */
      externalId: text(
        /^[\w+=,.@:/-]{2,1224}$/,
        "be 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -",
        "Ask the owner of the role for it.",
      ).optional(),
    })
    .optional(),
  /**
   * Tags by key, at most 48, for all resources that can have tags. Keys are 1 to 128 letters, digits, spaces and `_ . : / = + @ -`, and begin
   * neither with `aws:` nor with `iot-auth:`; values are at most 256 of the same characters.
   * @default {}
   * @example { team: "stores" }
   */
  tags: tagsSchema.default({}),
  /** The AWS IoT custom authorizer. */
  authorizer: authorizerSchema.prefault({}),
  /**
   * The stack's own endpoint, besides the account's. Its default authorizer is this stack's: clients need not name it, and nothing else in the
   * account changes.
   * @default - clients use the account's data endpoint
   */
  endpoint: endpointSchema.optional(),
  /** The Lambda function behind it. */
  function: functionSchema.prefault({}),
  /**
   * Where users are stored.
   * @default { type: "bundled", file: "users.json" }
   */
  store: storeSchema.prefault({}),
  /**
   * Monitoring of the stack in production, for which CloudWatch charges.
   * @default - nothing
   */
  monitoring: monitoringSchema.optional(),
  /** What users and devices may do, by group name: 1 to 64 of `A-Z a-z 0-9 _ -`, beginning with a letter. */
  groups: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]{0,63}$/, {
        error: packRule({
          must: "be named with 1 to 64 of A-Z a-z 0-9 _ -, beginning with a letter",
          remedy: "Rename the group.",
        }),
      }),
      groupSchema,
      {
        error: packRule({ must: "be an object of groups", remedy: "Write it like { printers: cloudPrnt.printer() }." }),
      },
    )
    .refine((groups) => Object.keys(groups).length > 0, {
      error: packRule({
        must: "define at least one group",
        remedy: "Every user belongs to one; device() is a good first one.",
      }),
    }),
  /**
   * Devices that log in with a certificate instead of a user name: their authorities and things. Their groups contain `{thingName}`, while groups of
   * users contain `{username}`.
   * @default - no device has a certificate
   */
  certificates: certificatesSchema.optional(),
  /**
   * Where Terraform stores its state.
   * @default - a local file beside the configuration
   */
  backend: backendSchema.prefault({ type: "local" }),
};

/** One stack's settings, with defaults filled in. */
export const stackSchema = z.strictObject({
  /**
   * Name of the stack and of its resources: 1 to 32 of `a-z 0-9 -`, beginning with a letter and not ending with `-`.
   * @example "cloudprnt"
   */
  name: text(
    /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    "be 1 to 32 of a-z 0-9 -, beginning with a letter and not ending with -",
    "It names the Lambda function and the IAM role.",
  ),
  ...settings,
});

/** Name of a stage, like `dev` or `prod`: 1 to 16 of `a-z 0-9 -`, beginning with a letter and not ending with `-`. */
export const STAGE_NAME = /^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/;

/** One stack's settings as written in the configuration. */
export type StackInput = z.input<typeof stackSchema>;
/** One stack's settings with defaults filled in. */
export type StackSettings = z.output<typeof stackSchema>;
/** Settings of a stage: any of a stack's settings, also parts of them. */
export type StageInput = DeepPartial<Omit<StackInput, "name">>;

/** The whole configuration as written in the file. */
export interface ConfigInput extends Omit<StackInput, "region"> {
  /** AWS Region of the stack. May be left to the stages. */
  readonly region?: string;
  /**
   * Stages by name. Each is a separate stack called `<name>-<stage>`, and its settings replace those above the stages (objects are merged, lists
   * replaced).
   * @default - one stack, called `<name>`
   * @example { dev: { region: "eu-west-1" }, prod: { region: "us-east-1", accountId: "123456789012" } }
   */
  readonly stages?: Readonly<Record<string, StageInput>>;
}

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** One stack of the configuration, checked and complete. */
export interface ResolvedStack {
  /** Name of the stack: `<name>`, or `<name>-<stage>`. */
  readonly stackName: string;
  /** The stage, if the configuration has stages. */
  readonly stage?: string;
  readonly settings: StackSettings;
  /** The groups, compiled into the policies that the handler returns. */
  readonly access: CompiledAccess["groups"];
}

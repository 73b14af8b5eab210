import { z } from "zod";
import { LIMITS } from "../../lambda/contract";
import { flag, integer, oneOf, packRule, text } from "./fields";

/** Retention periods CloudWatch Logs knows, days. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const awsTag = text(
  /^[^\p{Cc}]{0,256}$/u,
  "be at most 256 characters without control characters",
  "Shorten the tag's value.",
);

const arn = (what: string, pattern: RegExp, example: string) =>
  text(pattern, `be the ARN of ${what}`, `Write it like ${example}.`);

const seconds = (remedy: string) =>
  integer(
    LIMITS.minSeconds,
    LIMITS.maxSeconds,
    `be a whole number of seconds from ${LIMITS.minSeconds} to ${LIMITS.maxSeconds}`,
    remedy,
  );

const topicRules = z.array(
  z.string({
    error: packRule({ must: "be an MQTT topic or filter", remedy: 'Write it like "telemetry/{username}/#".' }),
  }),
  {
    error: packRule({
      must: "be a list of MQTT topics or filters",
      remedy: 'Write it like ["telemetry/{username}/#"].',
    }),
  },
);

/** What the users of a group may do. Rules are MQTT topics and filters with `{username}` and `{clientId}` in them. */
export const groupSchema = z.strictObject({
  /**
   * Client ids the users may take: exact, or ending in `*` for "begins with". At least one.
   * @example ["{username}"]
   */
  clientIds: z
    .array(
      z.string({ error: packRule({ must: "be a client id", remedy: 'Write it like "{username}" or "gateway-*".' }) }),
      { error: packRule({ must: "be a list of client ids", remedy: 'Write it like ["{username}"].' }) },
    )
    .min(1, {
      error: packRule({
        must: "name at least one client id",
        remedy: 'Without one nobody in the group can connect; ["{username}"] suits most.',
      }),
    }),
  /**
   * Topics the users may publish to. `#` may stand at the end; `+` cannot be expressed in an IoT policy.
   * @default []
   * @example ["telemetry/{username}/#"]
   */
  publish: topicRules.default([]),
  /**
   * Topic filters the users may subscribe to, and whose messages they receive. A filter ending in `#` covers every narrower filter.
   * @default []
   * @example ["commands/{username}/#"]
   */
  subscribe: topicRules.default([]),
  /**
   * Topics on which the users may publish with RETAIN set. Each must be one of the group's `publish` rules too.
   * @default []
   */
  retain: topicRules.default([]),
  /**
   * Seconds after which AWS IoT Core ends a connection, 300 to 86,400.
   * @default 86400 (24 hours, AWS's longest)
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
   */
  disconnectAfterSeconds: seconds("AWS accepts nothing outside that range.").default(LIMITS.maxSeconds),
  /**
   * Seconds between policy refreshes, 300 to 86,400: how long a removed user or a narrowed rule goes on working for those connected.
   * Every refresh calls the Lambda function once per connection.
   * @default 900 (15 minutes)
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
   */
  refreshAfterSeconds: seconds("AWS accepts nothing outside that range.").default(900),
});

const signingSchema = z.strictObject({
  /** Name of the field in which clients send their token: 1 to 128 of `A-Z a-z 0-9 _ -`. */
  tokenKeyName: text(/^[A-Za-z0-9_-]{1,128}$/, "be 1 to 128 of A-Z a-z 0-9 _ -", 'Write it like "token".'),
  /**
   * Public keys in PEM form by key name, one or more: RSA of 2,048 bits or more. Several at once allow a rotation.
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
   */
  publicKeys: z
    .record(
      z.string().regex(/^[A-Za-z0-9:_-]{1,128}$/, {
        error: packRule({
          must: "be named with 1 to 128 of A-Z a-z 0-9 : _ -",
          remedy: 'Name the key like "key-2026".',
        }),
      }),
      z.string({
        error: packRule({ must: "be a public key in PEM form", remedy: "It begins with -----BEGIN PUBLIC KEY-----." }),
      }),
    )
    .refine((keys) => Object.keys(keys).length > 0, {
      error: packRule({ must: "hold at least one public key", remedy: "Without one AWS could verify no token." }),
    }),
});

const authorizerSchema = z.strictObject({
  /**
   * Name of the AWS IoT custom authorizer: 1 to 120 of `A-Z a-z 0-9 _ = , @ -`. With signing on, `-signed` is added, because AWS
   * cannot switch signing on an existing authorizer.
   * @default the stack's name
   */
  name: text(/^[\w=,@-]{1,120}$/, "be 1 to 120 of A-Z a-z 0-9 _ = , @ -", "AWS allows no other characters.").optional(),
  /**
   * Make this the default authorizer of the whole account and Region: the one used by clients that name none. Other people's devices
   * in the account may depend on another default; see `takeOver`.
   * @default false
   */
  setAsDefault: flag("true makes this authorizer the account's default in the Region.").default(false),
  /**
   * Replace a default authorizer that someone else set, and put it back when this stack lets go of the default.
   * @default false (deploying stops when somebody else's authorizer is the default)
   */
  takeOver: flag("true replaces a default authorizer that someone else set.").default(false),
  /**
   * Ask clients for a token signed with one of these keys; AWS checks the signature before it calls the Lambda function.
   * @default - no signing: user name and password only
   */
  signing: signingSchema.optional(),
  /**
   * `INACTIVE` refuses every login.
   * @default "ACTIVE"
   */
  status: oneOf(["ACTIVE", "INACTIVE"], "INACTIVE refuses every login.").default("ACTIVE"),
  /**
   * Let AWS IoT Core reuse a decision for further HTTP requests on the same connection. Without effect on MQTT.
   * @default false
   */
  enableCachingForHttp: flag("true reuses a decision for HTTP requests on one connection.").default(false),
});

const functionSchema = z.strictObject({
  /**
   * Memory in MB, 128 to 10,240. More memory is more processor time: raise it when many users have passwords of their own (scrypt).
   * @default 256
   */
  memorySize: integer(128, 10_240, "be a whole number of MB from 128 to 10240", "256 suits most.").default(256),
  /**
   * Processor architecture.
   * @default "arm64"
   */
  architecture: oneOf(["arm64", "x86_64"], "arm64 costs less.").default("arm64"),
  /**
   * Lambda runtime.
   * @default "nodejs22.x"
   */
  runtime: oneOf(["nodejs20.x", "nodejs22.x"], "nodejs22.x suits most.").default("nodejs22.x"),
  /**
   * Days to keep the decision log, one of CloudWatch's periods.
   * @default 30
   */
  logRetentionInDays: z
    .union(
      LOG_RETENTION_DAYS.map((days) => z.literal(days)),
      {
        error: packRule({
          must: `be one of ${LOG_RETENTION_DAYS.join(", ")} days`,
          remedy: "CloudWatch Logs knows only these periods.",
        }),
      },
    )
    .default(30),
  /**
   * Concurrent executions set aside for this function, and at most used by it.
   * @default - none set aside
   */
  reservedConcurrentExecutions: integer(
    1,
    100_000,
    "be a whole number from 1",
    "Leave it out to share the account's concurrency.",
  ).optional(),
});

const storeSchema = z.strictObject({
  /** `bundled`: users are shipped inside the Lambda function's zip, reviewed and deployed with the stack. */
  type: oneOf(["bundled"], "Users are shipped inside the Lambda function's zip."),
  /**
   * The users file, relative to the configuration file.
   * @default "users.json"
   */
  file: z
    .string({ error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }) })
    .min(1, {
      error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }),
    })
    .default("users.json"),
});

const backendSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("local"),
      /**
       * State file, relative to the folder in which terraform runs (`cdktf.out/stacks/<stack>`).
       * @default "../../../terraform.<stack>.tfstate"
       */
      path: text(
        /^(?![/\\]|[A-Za-z]:)./,
        "be a relative path",
        "An absolute path would tie the stack to one machine.",
      ).optional(),
    }),
    z.strictObject({
      type: z.literal("s3"),
      /** Bucket that holds the state. */
      bucket: text(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "be the name of an S3 bucket",
        "Bucket names are 3 to 63 of a-z 0-9 . -",
      ),
      /**
       * Key of the state object.
       * @default "<stack>.tfstate"
       */
      key: text(
        /^[^/].*$/,
        "be an object key that does not begin with /",
        'Write it like "iot-auth/prod.tfstate".',
      ).optional(),
      /**
       * Region of the bucket.
       * @default the stack's Region
       */
      region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "be an AWS Region", 'Write it like "us-east-1".').optional(),
      /**
       * KMS key that encrypts the state.
       * @default - the bucket's own encryption
       */
      kmsKeyId: z.string().min(1).optional(),
      /** AWS CLI profile that may read and write the bucket. */
      profile: z.string().min(1).optional(),
    }),
  ],
  { error: packRule({ must: 'have a type of "local" or "s3"', remedy: "Leave backend out for a local state file." }) },
);

const settings = {
  /** AWS Region of the stack. */
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "be an AWS Region", 'Write it like "us-east-1".'),
  /**
   * The AWS account this may be deployed to, 12 digits. Terraform refuses every other one.
   * @default - whichever account the credentials belong to
   */
  accountId: text(/^\d{12}$/, "be the 12 digits of an AWS account id", 'Write it as text: "123456789012".').optional(),
  /**
   * AWS CLI profile for Terraform and for the default-authorizer step.
   * @default - the usual AWS credentials
   */
  profile: text(/^\S+$/, "be the name of an AWS CLI profile", "aws configure list-profiles shows them.").optional(),
  /**
   * Role to assume, for Terraform and for the default-authorizer step.
   * @default - none
   */
  assumeRole: z
    .strictObject({
      roleArn: arn("an IAM role", /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "arn:aws:iam::123456789012:role/deployer"),
      /** External id the role asks for. */
      externalId: text(
        /^[\w+=,.@:/-]{2,1224}$/,
        "be 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -",
        "The role's owner knows it.",
      ).optional(),
    })
    .optional(),
  /**
   * Tags on everything that can carry them.
   * @default {}
   */
  tags: z
    .record(
      z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, {
        error: packRule({
          must: "be a tag key AWS allows",
          remedy: "1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
        }),
      }),
      awsTag,
    )
    .default({}),
  /** The AWS IoT custom authorizer. */
  authorizer: authorizerSchema.prefault({}),
  /** The Lambda function behind it. */
  function: functionSchema.prefault({}),
  /**
   * Where users live.
   * @default { type: "bundled", file: "users.json" }
   */
  store: storeSchema.prefault({ type: "bundled" }),
  /** What users may do, by group name: 1 to 64 of `A-Z a-z 0-9 _ -`, beginning with a letter. */
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
   * Where Terraform keeps its state.
   * @default - a local file beside the configuration
   */
  backend: backendSchema.prefault({ type: "local" }),
};

/** One stack's settings, with defaults filled in. */
export const stackSchema = z.strictObject({
  /** Name of the stack and of what it creates: 1 to 32 of `a-z 0-9 -`, beginning with a letter. */
  name: text(
    /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    "be 1 to 32 of a-z 0-9 -, beginning with a letter",
    "It names the Lambda function and the IAM role.",
  ),
  ...settings,
});

/** Name of a stage: `dev`, `prod`. */
export const STAGE_NAME = /^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/;

/** A group as a person writes it: only `clientIds` is required. */
export type GroupInput = z.input<typeof groupSchema>;
/** A group with defaults filled in. */
export type GroupSettings = z.output<typeof groupSchema>;
/** One stack's settings as a person writes them. */
export type StackInput = z.input<typeof stackSchema>;
/** One stack's settings with defaults filled in. */
export type StackSettings = z.output<typeof stackSchema>;
/** What a stage may set: anything a stack may, in part. */
export type StageInput = DeepPartial<Omit<StackInput, "name">>;

/** The whole configuration as a person writes it. */
export interface ConfigInput extends Omit<StackInput, "region"> {
  /** AWS Region of the stack. May be left to the stages. */
  readonly region?: string;
  /**
   * Stages by name, each a stack of its own called `<name>-<stage>`: what a stage sets replaces the setting above it (objects are
   * merged, lists replaced).
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

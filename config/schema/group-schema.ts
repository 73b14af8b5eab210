import { z } from "zod";
import { LIMITS } from "../../lambda/contract";
import { integer, packRule } from "./setting-fields";

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

const groupRule = {
  error: packRule({
    must: "be an object of group settings",
    remedy: 'Write it like { clientIds: ["{username}"] }, or call a ready-made one: device().',
  }),
};

/**
 * What the users of a group, or its devices with certificates, may do. Rules are MQTT topics and filters with the placeholders `{username}` and
 * `{clientId}`, or `{thingName}` for devices with certificates.
 */
export const groupSchema = z.strictObject(
  {
    /**
     * Client ids that the users may use: exact, or ending in `*` for "begins with". At least one.
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
          remedy: 'Without one no user of the group can connect; ["{username}"] suits most.',
        }),
      }),
    /**
     * Topics that the users may publish to. `#` is allowed at the end; `+` is not, since an IoT policy cannot express it.
     * @default []
     * @example ["telemetry/{username}/#"]
     */
    publish: topicRules.default([]),
    /**
     * Topic filters that the users may subscribe to, and whose messages they receive. A filter that ends in `#` allows every narrower filter.
     * @default []
     * @example ["commands/{username}/#"]
     */
    subscribe: topicRules.default([]),
    /**
     * Topics on which the users may publish with RETAIN set. Each must be one of the group's `publish` rules too.
     * @default []
     * @example ["telemetry/{username}/#"]
     * @with publish
     */
    retain: topicRules.default([]),
    /**
     * Seconds after which AWS IoT Core closes a connection, 300 to 86,400.
     * @default 86400 (24 hours, AWS's longest)
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
     */
    disconnectAfterSeconds: seconds("AWS accepts nothing outside that range.").default(LIMITS.maxSeconds),
    /**
     * Seconds between policy refreshes, 300 to 86,400: how long a removed user can stay connected, and how long the old rules apply to open
     * connections. Every refresh calls the Lambda function once per connection.
     * @default 900 (15 minutes)
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
     */
    refreshAfterSeconds: seconds("AWS accepts nothing outside that range.").default(900),
  },
  groupRule,
);

/** A group as written in the configuration: only `clientIds` is required. */
export type GroupInput = z.input<typeof groupSchema>;
/** A group with defaults filled in. */
export type GroupSettings = z.output<typeof groupSchema>;

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
 * What the users of a group may do, or its devices with certificates. Rules are MQTT topics and filters with `{username}` and `{clientId}` in
 * them, or with `{thingName}` for devices with certificates.
 */
export const groupSchema = z.strictObject(
  {
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
          remedy: 'Without one no user of the group can connect; ["{username}"] suits most.',
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
     * @example ["telemetry/{username}/#"]
     * @with publish
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
  },
  groupRule,
);

/** A group as a person writes it: only `clientIds` is required. */
export type GroupInput = z.input<typeof groupSchema>;
/** A group with defaults filled in. */
export type GroupSettings = z.output<typeof groupSchema>;

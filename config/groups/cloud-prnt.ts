import { ConfigurationError } from "../problem";
import type { GroupInput } from "../schema/config-schema";
import { checkOptions } from "./check-options";

/** Options of the ready-made CloudPRNT groups. */
export interface CloudPrntOptions {
  /**
   * First part of all topics; printers learn theirs from `deviceSubscribeTopicName` and `devicePublishTopicName` in the server settings.
   * @default "star/cloudprnt"
   */
  readonly prefix?: string;
}

const DEFAULT_PREFIX = "star/cloudprnt";

/**
 * Ready-made groups for Star CloudPRNT over MQTT.
 * @see https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/protocol-reference/mqtt-reference/mqtt-topic.html
 */
export const cloudPrnt = {
  /**
   * Receipt printers: a printer's user name and client id are its MAC address, and it reaches only its own topics.
   * @example cloudPrnt.printer({ prefix: "shop/cloudprnt" })
   */
  printer(options: CloudPrntOptions = {}): GroupInput {
    const base = baseTopic(options, "cloudPrnt.printer");
    return {
      clientIds: ["{username}"],
      publish: [`${base}/to-server/{username}/#`],
      subscribe: [`${base}/to-device/{username}/#`],
    };
  },

  /**
   * CloudPRNT servers, which may use the topics of all printers. One user may have several connections (`<user>`, `<user>~publisher`, …).
   * @example cloudPrnt.server({ prefix: "shop/cloudprnt" })
   */
  server(options: CloudPrntOptions = {}): GroupInput {
    const base = baseTopic(options, "cloudPrnt.server");
    return {
      // User names contain no ~, so no user can use a client id of another user.
      clientIds: ["{username}", "{username}~*"],
      publish: [`${base}/to-device/#`],
      subscribe: [`${base}/to-server/#`],
    };
  },
} as const;

function baseTopic(options: CloudPrntOptions, caller: string): string {
  checkOptions(options, ["prefix"], caller);
  return topicPrefix(options.prefix ?? DEFAULT_PREFIX, caller);
}

/**
 * Checks the prefix that a ready-made group is given, and removes slashes at its end.
 * @throws {ConfigurationError} if it is not a string, is empty, or contains a wildcard or `$`
 */
export function topicPrefix(prefix: unknown, caller: string): string {
  const trimmed = typeof prefix === "string" ? prefix.replace(/\/+$/, "") : "";
  if (trimmed === "" || /[+#*?$]/.test(trimmed)) {
    throw new ConfigurationError([
      {
        path: `${caller}.prefix`,
        must: "be a topic without wildcards",
        got: prefix,
        remedy: 'Write it like "star/cloudprnt".',
      },
    ]);
  }
  return trimmed;
}

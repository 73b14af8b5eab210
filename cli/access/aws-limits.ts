import { LIMITS } from "../../lambda/contract";

/** Characters that the handler refuses in a client id, since they mean something in a policy or a topic. */
const REFUSED_IN_CLIENT_ID = /[*?+#/$\p{Cc}]/u;

/**
 * Why a client id is refused, whatever the configuration allows, as a sentence; `undefined` if it is not.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits
 */
export function clientIdObstacle(clientId: string): string | undefined {
  if (REFUSED_IN_CLIENT_ID.test(clientId)) {
    return "Client ids with any of * ? + # / $ or control characters are refused at login.";
  }
  return Buffer.byteLength(clientId) > LIMITS.clientIdBytes
    ? `AWS IoT Core accepts at most ${LIMITS.clientIdBytes} bytes in a client id.`
    : undefined;
}

/**
 * Why AWS IoT Core refuses a topic or filter, whatever the policy allows, as a sentence; `undefined` if it does not.
 * The prefixes `$aws/rules/<rule>/` and `$share/<group>/` are not counted, as in AWS IoT Core.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits
 */
export function topicObstacle(topic: string): string | undefined {
  const counted = topic.replace(/^\$aws\/rules\/[^/]+\//, "").replace(/^\$share\/[^/]+\//, "");
  if (counted.split("/").length - 1 > LIMITS.topicSlashes) {
    return `AWS IoT Core accepts at most ${LIMITS.topicSlashes} slashes in a topic.`;
  }
  return Buffer.byteLength(counted) > LIMITS.topicBytes
    ? `AWS IoT Core accepts at most ${LIMITS.topicBytes} bytes in a topic.`
    : undefined;
}

/**
 * Why a topic filter is refused, whatever the policy allows, as a sentence: for the same reasons as a topic, or for a
 * wildcard that is not a whole level. `undefined` if it is not refused.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901242 4.7.1
 */
export function filterObstacle(filter: string): string | undefined {
  const levels = filter.split("/");
  const isWhole = levels.every(
    (level, at) => !/[+#]/.test(level) || level === "+" || (level === "#" && at === levels.length - 1),
  );
  return isWhole ? topicObstacle(filter) : "In MQTT, + must be a whole level, and # must be the whole last level.";
}

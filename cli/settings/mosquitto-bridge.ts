import { visible } from "../../config/text/visible";
import type { ConnectionTarget } from "../terraform/connection-target";
import type { BridgeTopics } from "./bridge-topics";

/** What a bridge section says. */
export interface MosquittoBridge extends BridgeTopics {
  readonly connectionName: string;
  readonly target: ConnectionTarget;
  readonly username: string;
  readonly clientId: string;
}

/** Stands where the password belongs. */
export const PASSWORD_PLACEHOLDER = "PUT-THE-PASSWORD-HERE";

/**
 * A section for `mosquitto.conf` (2.0 or later) that connects a local broker to AWS IoT Core.
 * @see https://mosquitto.org/man/mosquitto-conf-5.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function mosquittoBridge(bridge: MosquittoBridge): string {
  const { connectionName, target, username, clientId, topics, leftOut } = bridge;
  const { host, port, authorizerName } = target;
  const userName =
    authorizerName === undefined ? username : `${username}?x-amz-customauthorizer-name=${authorizerName}`;
  return [
    `# A bridge to AWS IoT Core as user ${username}. Put the password in below, and keep this file readable for mosquitto alone.`,
    `connection ${connectionName}`,
    `address ${host}:${port}`,
    "# Custom authentication on port 443 needs TLS with this protocol name; /etc/ssl/certs holds the system's certificates.",
    "bridge_alpn mqtt",
    "bridge_capath /etc/ssl/certs",
    "bridge_protocol_version mqttv311",
    `remote_clientid ${clientId}`,
    `remote_username ${userName}`,
    `remote_password ${PASSWORD_PLACEHOLDER}`,
    "# AWS IoT Core knows no bridges, and would end the connection at a message to $SYS.",
    "try_private false",
    "notifications false",
    "bridge_attempt_unsubscribe false",
    ...topics.map(({ filter, direction }) => `topic ${filter} ${direction} 1`),
    ...leftOut.map(
      ({ filter, direction, since }) => `# Allowed but left out, since ${since}: ${visible(filter)} ${direction}`,
    ),
  ].join("\n");
}

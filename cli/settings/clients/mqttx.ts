import { randomUUID } from "node:crypto";
import { visibleJson } from "../../../config/text";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** A connection to import into MQTTX. */
export const mqttx: SettingsClient = {
  name: "mqttx",
  title: "MQTTX",
  versions: "1.9.6 or later",
  kind: "tool",
  alpn: { since: "1.9.6", source: "https://github.com/emqx/MQTTX/issues/916" },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like aws.json, for Import Data in the menu",
  traps: [
    "MQTTX may add the time to the client id, which the group does not allow; it is switched off here.",
    "MQTTX subscribes with the quality of service that is chosen in its form: choose 0 or 1, since AWS IoT Core refuses 2.",
  ],
  keys: {
    names: [
      ...[
        "id",
        "name",
        "clientId",
        "clientIdWithTime",
        "clean",
        "protocol",
        "host",
        "port",
        "keepalive",
        "connectTimeout",
      ],
      ...[
        "reconnect",
        "username",
        "password",
        "path",
        "certType",
        "ssl",
        "mqttVersion",
        "unreadMessageCount",
        "messages",
      ],
      ...[
        "subscriptions",
        "topic",
        "qos",
        "retain",
        "color",
        "rejectUnauthorized",
        "ca",
        "cert",
        "key",
        "ALPNProtocols",
      ],
    ],
    source: "https://github.com/emqx/MQTTX/blob/main/src/types/global.d.ts",
    compared: {
      how: "names",
      with: "MQTTX 1.13.0 at adac756",
    },
  },
  text: connection,
};

function connection({ stackName, name, clientId, place, login, topics, qos }: ClientInputs): string {
  const certificate = login.kind === "certificate";
  const fields = {
    ...{ id: randomUUID(), name: `${name} at ${stackName}`, clientId, clientIdWithTime: false, clean: true },
    protocol: place.transport === "wss" ? "wss" : "mqtts",
    ...{ host: place.host, port: place.port, keepalive: 60, connectTimeout: 10, reconnect: true },
    ...(certificate ? { username: "", password: "" } : { username: login.username, password: login.password ?? "" }),
    ...{ path: place.transport === "wss" ? "/mqtt" : "", ssl: true, rejectUnauthorized: true, mqttVersion: "5.0" },
    certType: place.caFile !== undefined || certificate ? "self" : "server",
    ca: place.caFile ?? "",
    ...(certificate ? { cert: login.certificateFile, key: login.keyFile } : { cert: "", key: "" }),
    ALPNProtocols: place.alpn ?? "",
    subscriptions: topics
      .filter(({ direction }) => direction === "in")
      .map(({ filter }) => ({ topic: filter, qos, retain: false, color: "#34c388" })),
    ...{ messages: [], unreadMessageCount: 0 },
  };
  return visibleJson([fields], 2);
}

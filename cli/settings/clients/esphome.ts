import type { ClientInputs, SettingsClient } from "../settings-client";
import { topicsOf } from "../settings-client";

/** The section `mqtt:` of an ESPHome configuration, for endpoints that need no ALPN. */
export const esphome: SettingsClient = {
  name: "esphome",
  title: "ESPHome",
  versions: "2024.6 or later, with the ESP-IDF framework",
  kind: "device",
  alpn: {
    wayOut:
      "ESPHome sends no ALPN: connect it to a local mosquitto with a bridge (settings mosquitto-bridge, or settings home-assistant), use " +
      "--thing for a certificate on port 8883, or an endpoint without ALPN (endpoint: withoutAlpn()).",
    source: "https://github.com/esphome/feature-requests/issues/33",
  },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "the device's YAML file",
  comment: "#",
  traps: [
    "Birth, will and discovery messages are retained unless they are switched off as here; with RETAIN they need a retain rule.",
    "ESPHome uses TLS only with certificate_authority, and only with the ESP-IDF framework.",
  ],
  keys: {
    names: [
      ...["mqtt", "broker", "port", "client_id", "username", "password", "certificate_authority", "client_certificate"],
      ...["client_certificate_key", "discovery", "topic_prefix", "log_topic", "birth_message", "will_message", "topic"],
      ...["payload", "qos", "retain", "on_message", "then", "logger.log"],
    ],
    source: "https://esphome.io/components/mqtt.html",
    compared: {
      how: "names",
      with: "ESPHome 2024.10.2 at 33fdbbe",
    },
  },
  announces: true,
  text: yaml,
};

function yaml(inputs: ClientInputs): string {
  const { clientId, place, login, qos, status } = inputs;
  const q = JSON.stringify;
  const { into, out } = topicsOf(inputs);
  const block = (pem: string) => ["|-", ...pem.split("\n").map((line) => `    ${line}`)].join("\n");
  const message = (name: string, payload: string) =>
    status === undefined
      ? [`  ${name}:`]
      : [
          `  ${name}:`,
          ...[`topic: ${q(status.topic)}`, `payload: ${payload}`, `qos: ${qos}`, `retain: ${status.retain}`].map(
            (line) => `    ${line}`,
          ),
        ];
  return [
    "mqtt:",
    `  broker: ${q(place.host)}`,
    `  port: ${place.port}`,
    `  client_id: ${q(clientId)}`,
    ...(login.kind === "certificate"
      ? [
          `  client_certificate: !secret device_certificate  # the text of ${login.certificateFile}`,
          `  client_certificate_key: !secret device_key  # the text of ${login.keyFile}`,
        ]
      : [`  username: ${q(login.username)}`, `  password: ${q(login.password ?? "")}`]),
    `  certificate_authority: ${block(place.caPem)}`,
    "  discovery: false",
    ...(out[0] === undefined ? [] : [`  topic_prefix: ${q(out[0].replace(/\/hello$/, ""))}`]),
    "  log_topic:",
    ...message("birth_message", "online"),
    ...message("will_message", "offline"),
    ...(into.length === 0 ? [] : ["  on_message:"]),
    ...into.flatMap((filter) => [
      `    - topic: ${q(filter)}`,
      `      qos: ${qos}`,
      "      then:",
      '        - logger.log: "message received"',
    ]),
  ].join("\n");
}

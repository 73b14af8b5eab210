import { ConfigurationError } from "../../../config/problem";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** One line for Tasmota's console. */
export const tasmota: SettingsClient = {
  name: "tasmota",
  title: "Tasmota",
  versions: "8.5.0.1 or later, with USE_MQTT_AWS_IOT_LIGHT",
  kind: "device",
  alpn: { since: "8.5.0.1, by itself for AWS's host names", source: "https://tasmota.github.io/docs/AWS-IoT/" },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password"],
  place: "the device's console, as one line",
  comment: "#",
  traps: [
    "Every ESP32 build has what this needs; for an ESP8266 it takes the zbbridge build or one of your own with USE_MQTT_TLS and USE_MQTT_AWS_IOT_LIGHT.",
    "Tasmota speaks TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256 alone: a security policy for TLS 1.3 only, or an endpoint with an ECDSA certificate only, shuts it out.",
    "It adds ALPN for AWS's own host names; whether it does for a domain of yours is an assumption that was not tried.",
    "Tasmota subscribes to a fallback topic and to group topics besides its own, below the same prefix; where the group's rules do not allow them AWS ends the connection. GroupTopic1 is set to its own topic here, and rules ending in {username}/# do not cover the fallback topic: add one for it if the console tells of disconnections.",
    "It never sends RETAIN to AWS. The lines that begin with # are for people; paste the last line alone.",
  ],
  keys: {
    names: [
      ...["Backlog", "SetOption3", "SetOption103", "MqttHost", "MqttPort", "MqttClient", "MqttUser", "MqttPassword"],
      ...["Topic", "GroupTopic1", "FullTopic", "Prefix1", "Prefix2", "Prefix3"],
    ],
    source: "https://tasmota.github.io/docs/Commands/#mqtt",
  },
  unfitTopic: (filter) => (/[\s;]/u.test(filter) ? "the console reads something into a space or ;" : undefined),
  unfitPassword: (password) =>
    /[;"]|^\s|\s$/u.test(password)
      ? "Backlog reads something into ;, a quotation mark and spaces around it"
      : undefined,
  text: line,
};

function line({ name, clientId, place, login, topics }: ClientInputs): string {
  const below = (wanted: "in" | "out") =>
    topics.flatMap(({ filter, direction }) =>
      direction === wanted ? (/^([^+#]+)\/([^/+#]+)\/#$/.exec(filter) ?? []) : [],
    );
  const [[, commands = "", topic = ""], [, telemetry = "", other = ""]] = [below("in"), below("out")];
  if (commands === "" || telemetry === "" || topic !== other) throw noTopics(name);
  const commandsOf: [string, string | number][] = [
    ["SetOption3", 1],
    ["SetOption103", 1],
    ["MqttHost", place.host],
    ["MqttPort", place.port],
    ["MqttClient", clientId],
    ...(login.kind === "certificate"
      ? []
      : ([
          ["MqttUser", login.username],
          ["MqttPassword", login.password ?? ""],
        ] as [string, string][])),
    ["Topic", topic],
    ["GroupTopic1", topic],
    ["FullTopic", "%prefix%/%topic%/"],
    ["Prefix1", commands],
    ["Prefix2", telemetry],
    ["Prefix3", telemetry],
  ];
  return `Backlog ${commandsOf.map(([command, value]) => `${command} ${value}`).join("; ")}`;
}

/** Tasmota puts its topics together as prefix, topic and command. */
function noTopics(name: string): ConfigurationError {
  const must = "be a user who may publish and subscribe below topics that end in the same level, as Tasmota's do";
  const remedy =
    'Write rules like "telemetry/{username}/#" into the group\'s publish and "commands/{username}/#" into its subscribe.';
  return new ConfigurationError([{ path: "--user", must, got: name, remedy }]);
}

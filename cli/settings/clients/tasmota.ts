import { ConfigurationError } from "../../../config/problem";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** Tasmota's code for ALPN, RETAIN and its subscriptions. */
const SOURCE = "https://github.com/arendst/Tasmota/blob/development/tasmota/tasmota_xdrv_driver/xdrv_02_9_mqtt.ino";

/** One line for Tasmota's console. */
export const tasmota: SettingsClient = {
  name: "tasmota",
  title: "Tasmota",
  versions: "9.1.0 or later, with USE_MQTT_AWS_IOT_LIGHT",
  kind: "device",
  alpn: {
    since: "9.1.0, automatically: to names that end in .amazonaws.com, on port 443",
    source: SOURCE,
    onlyAt: {
      sends: ({ host, port }) => port === 443 && /.\.iot\..*\.amazonaws\.com$/.test(host),
      wayOut:
        "Tasmota sends ALPN only to names that end in .amazonaws.com on port 443: give the account's own endpoint with --endpoint HOST, or use " +
        "an endpoint without ALPN (endpoint: withoutAlpn()).",
    },
  },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password"],
  place: "the device's console, as one line",
  comment: "#",
  localLimit:
    "Tasmota sends ALPN only to names that end in .amazonaws.com on port 443, and trusts the CAs that it was built with: this text shows the commands, but cannot log in at the local AWS IoT Core.",
  traps: [
    "Every ESP32 build can use these settings; an ESP8266 needs the zbbridge build, or your own with USE_MQTT_TLS and USE_MQTT_AWS_IOT_LIGHT.",
    "Tasmota supports only TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256: it cannot connect to an endpoint with a security policy for TLS 1.3 only, or with an ECDSA certificate only.",
    "FullTopic contains the topic itself in place of %topic%: with %topic%, Tasmota also subscribes to group topics and to a fallback topic, which the group does not allow.",
    "SetOption90 1 stops Tasmota from publishing to its own command topic when it connects, which the group does not allow either.",
    "A build with USE_TASMOTA_DISCOVERY publishes to tasmota/discovery/ and its MAC address at every connection, and no setting that survives a restart changes that: let the group publish to tasmota/discovery/#, or use a build without it; else AWS IoT Core closes each connection.",
    "Tasmota never sends RETAIN to AWS. The lines that begin with # are explanations; paste only the last line.",
  ],
  keys: {
    names: [
      ...["Backlog", "SetOption3", "SetOption90", "SetOption103", "MqttHost", "MqttPort", "MqttClient", "MqttUser"],
      ...["MqttPassword", "Topic", "FullTopic", "Prefix1", "Prefix2", "Prefix3"],
    ],
    source: "https://tasmota.github.io/docs/Commands/#mqtt",
    compared: {
      how: "names",
      with: "Tasmota's xdrv_02_9_mqtt.ino at 00c0639 and xdrv_12_discovery.ino at 080cdb4",
      unchecked: "a device, and the cipher and the builds that the first two sentences name",
    },
  },
  unfitTopic: (filter) => (/[\s;]/u.test(filter) ? "a space and ; have a special meaning on the console" : undefined),
  unfitPassword: (password) =>
    /[;"]|^\s|\s$/u.test(password)
      ? "the command Backlog gives ;, a quotation mark and spaces around it a special meaning"
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
    ["SetOption90", 1],
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
    ["FullTopic", `%prefix%/${topic}/`],
    ["Prefix1", commands],
    ["Prefix2", telemetry],
    ["Prefix3", telemetry],
  ];
  return `Backlog ${commandsOf.map(([command, value]) => `${command} ${value}`).join("; ")}`;
}

/** Returns the problem of a user whose topics Tasmota cannot build: Tasmota's topics consist of prefix, topic and command. */
function noTopics(name: string): ConfigurationError {
  const must = "be a user who may publish and subscribe below topics that end in the same level, as Tasmota's do";
  const remedy =
    'Write rules like "telemetry/{username}/#" into the group\'s publish and "commands/{username}/#" into its subscribe.';
  return new ConfigurationError([{ path: "--user", must, got: name, remedy }]);
}

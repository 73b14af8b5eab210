import type { ClientInputs, SettingsClient } from "../settings-client";

/** NanoMQ's documentation of its bridge. What it does not say was read in NanoMQ's parser or measured. */
const SOURCE = "https://github.com/nanomq/nanomq/blob/master/docs/en_US/config-description/bridges.md";

/** What users of NanoMQ often get wrong, in every version. */
export const NANOMQ_TRAPS: readonly string[] = [
  "NanoMQ does not verify the server's certificate, and no setting changes that: use a mosquitto bridge where the network to AWS is not trusted.",
  "NanoMQ needs a build with TLS: the image tags that end in -slim or -full, or NNG_ENABLE_TLS=ON.",
];

/** Returns why nanomq.conf cannot hold a topic filter, as the words after "since". */
export function unfitForNanoMq(filter: string): string | undefined {
  if (/["\\]/.test(filter)) return "nanomq.conf cannot hold a topic with a quotation mark or a backslash";
  return undefined;
}

/** A section for `nanomq.conf` (HOCON) that connects a local NanoMQ to AWS IoT Core, without the build for the AWS SDK. */
export const nanomqBridge: SettingsClient = {
  name: "nanomq-bridge",
  title: "NanoMQ",
  versions: "0.20 or later, as a bridge",
  kind: "bridge",
  alpn: {
    wayOut:
      "No build of NanoMQ sends the ALPN that a password needs: give --thing for a certificate, which needs none on port 8883, or use an " +
      "endpoint without ALPN (endpoint: withoutAlpn()), or let a mosquitto bridge carry the topics.",
    source: "measured with NanoMQ 0.25; https://github.com/nanomq/NanoNNG/pull/1467 is on no main branch",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "nanomq.conf; started with nanomq start --conf nanomq.conf",
  comment: "#",
  traps: [
    ...NANOMQ_TRAPS,
    "Versions 0.23.7 to 0.24.12 always send protocol level 0x84, and it is not known whether AWS IoT Core accepts it; in 0.24.13 and later no_local_v4 = false prevents that.",
    "The key bridges.aws is for a build with the AWS SDK, which is in no image or package. It sends ALPN x-amzn-mqtt-ca only, on port 443, so it supports certificates only; bridges.mqtt can do the same.",
  ],
  keys: {
    names: [
      "bridges.mqtt",
      ...["server", "proto_ver", "clientid", "keepalive", "clean_start", "no_local_v4", "username", "password"],
      ...["ssl", "ssl.enable", "ssl.keyfile", "ssl.certfile", "ssl.cacertfile"],
      ...["forwards", "subscription", "remote_topic", "local_topic", "qos", "retain", "max_send_queue_len"],
    ],
    source: SOURCE,
    compared: {
      how: "names",
      with: "NanoMQ 0.25.6 at 926179e",
    },
  },
  unfitTopic: unfitForNanoMq,
  unfitPassword: (password) =>
    /["\\]/.test(password) ? "nanomq.conf cannot hold a quotation mark or a backslash" : undefined,
  text: section,
};

function section({ stackName, place, login, clientId, topics, qos, mayRetain }: ClientInputs): string {
  const q = (text: string) => `"${text}"`;
  const out = topics.filter(({ direction }) => direction === "out");
  const into = topics.filter(({ direction }) => direction === "in");
  const list = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${name} = [`, lines.map((line) => `    { ${line} }`).join(",\n"), "  ]"];
  return [
    `bridges.mqtt.${stackName} {`,
    `  server = "tls+mqtt-tcp://${place.host}:${place.port}"`,
    "  proto_ver = 4",
    `  clientid = ${q(clientId)}`,
    "  keepalive = 60s",
    "  # The session outlives the connection, so messages that arrive meanwhile are delivered later.",
    "  clean_start = false",
    "  # Without this line NanoMQ sends protocol level 0x84, and it is not known whether AWS IoT Core accepts it.",
    "  no_local_v4 = false",
    ...(login.kind === "certificate"
      ? []
      : [`  username = ${q(login.username)}`, `  password = ${q(login.password ?? "")}`]),
    "  ssl {",
    "    enable = true",
    ...(login.kind === "certificate"
      ? [`    keyfile = ${q(login.keyFile)}`, `    certfile = ${q(login.certificateFile)}`]
      : []),
    `    cacertfile = ${q(place.caFile ?? "/etc/ssl/certs/Amazon_Root_CA_1.pem")}`,
    "  }",
    "  # An empty topic means the topic of the message. AWS IoT Core refuses quality of service 2.",
    ...list(
      "forwards",
      out.map(
        ({ filter }) => `remote_topic = "", local_topic = ${q(filter)}, qos = ${qos}${mayRetain ? "" : ", retain = 0"}`,
      ),
    ),
    ...list(
      "subscription",
      into.map(({ filter }) => `remote_topic = ${q(filter)}, local_topic = "", qos = ${qos}`),
    ),
    "  max_send_queue_len = 1024",
    "}",
  ].join("\n");
}

import type { ClientInputs, SettingsClient } from "../settings-client";

/** A section for `mosquitto.conf` that connects a local broker to AWS IoT Core. */
export const mosquittoBridge: SettingsClient = {
  name: "mosquitto-bridge",
  title: "mosquitto",
  versions: "2.0 or later, as a bridge",
  kind: "bridge",
  alpn: { since: "1.6", source: "https://mosquitto.org/man/mosquitto-conf-5.html" },
  mqtt: ["3.1.1", "5"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "a file in /etc/mosquitto/conf.d that only mosquitto can read",
  comment: "#",
  traps: [
    "To lose no messages while either side restarts, set persistence true and a persistence_location in the local broker, and use QoS 1 in its clients. mosquitto saves the messages when it stops; to keep them in a power failure too, set autosave_on_changes true and autosave_interval 1.",
    "AWS IoT Core keeps the bridge's session for one hour unless the account's limit was raised; mosquitto queues 1000 messages unless max_queued_messages says otherwise.",
  ],
  keys: {
    names: [
      ...[
        "connection",
        "address",
        "bridge_alpn",
        "bridge_capath",
        "bridge_cafile",
        "bridge_certfile",
        "bridge_keyfile",
      ],
      ...[
        "bridge_protocol_version",
        "remote_clientid",
        "remote_username",
        "remote_password",
        "cleansession",
        "try_private",
      ],
      ...["notifications", "bridge_attempt_unsubscribe", "bridge_outgoing_retain", "topic", "restart_timeout"],
    ],
    source: "https://mosquitto.org/man/mosquitto-conf-5.html",
    compared: {
      how: "run",
      with: "mosquitto 2.0.11; names in 2.1.2 at 7b8aba1",
    },
  },
  unfitTopic: (filter) => (/\s/u.test(filter) ? "mosquitto.conf cannot hold a topic with a space" : undefined),
  unfitPassword: (password) =>
    password !== password.trim() ? "mosquitto.conf removes spaces at its beginning and end" : undefined,
  text: section,
};

function section({ stackName, place, login, clientId, topics, qos, mayRetain }: ClientInputs): string {
  const { host, port, alpn, caFile } = place;
  return [
    `connection ${stackName}`,
    `address ${host}:${port}`,
    ...(alpn === undefined
      ? []
      : ["# Custom authentication on port 443 needs TLS with this protocol name.", `bridge_alpn ${alpn}`]),
    caFile === undefined ? "bridge_capath /etc/ssl/certs" : `bridge_cafile ${caFile}`,
    "bridge_protocol_version mqttv311",
    `remote_clientid ${clientId}`,
    ...(login.kind === "certificate"
      ? [`bridge_certfile ${login.certificateFile}`, `bridge_keyfile ${login.keyFile}`]
      : [`remote_username ${login.username}`, `remote_password ${login.password ?? ""}`]),
    "# The session outlives the connection, so messages that arrive meanwhile are delivered later.",
    "cleansession false",
    "# Seconds before the bridge connects again: the first time, and at most.",
    "restart_timeout 2 60",
    "# AWS IoT Core does not support bridge mode, and closes the connection at a message to $SYS.",
    "try_private false",
    "notifications false",
    "bridge_attempt_unsubscribe false",
    ...(mayRetain
      ? []
      : ["# The group may not publish with RETAIN on all of these topics.", "bridge_outgoing_retain false"]),
    ...topics.map(({ filter, direction }) => `topic ${filter} ${direction} ${qos}`),
  ].join("\n");
}

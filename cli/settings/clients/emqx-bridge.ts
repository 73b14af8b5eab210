import type { ClientInputs, SettingsClient } from "../settings-client";

/** Connector, actions, sources and rules for EMQX that carry topics to and from AWS IoT Core. */
export const emqxBridge: SettingsClient = {
  name: "emqx-bridge",
  title: "EMQX",
  versions: "5.10.1 or later, as a bridge",
  kind: "bridge",
  alpn: {
    wayOut:
      "EMQX's MQTT connector sends no ALPN: give --thing for a certificate, which needs none on port 8883, or use an endpoint without ALPN " +
      "(endpoint: withoutAlpn()), or let a mosquitto bridge carry the topics.",
    source: "https://docs.emqx.com/en/emqx/latest/data-integration/data-bridge-mqtt.html",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "the end of etc/emqx.conf, or data/configs/cluster.hocon of a stopped node",
  comment: "#",
  traps: [
    "Without static_clientids EMQX generates client ids, which the group would have to allow by a prefix. Its field node must be this node's name (emqx ctl status).",
    "Each further node of a cluster needs its own client id in the list, since AWS IoT Core closes the older of two connections with the same client id.",
  ],
  keys: {
    names: [
      ...["connectors.mqtt", "actions.mqtt", "sources.mqtt", "rule_engine.rules", "enable", "server", "proto_ver"],
      ...["clean_start", "keepalive", "bridge_mode", "static_clientids", "node", "ids", "clientid", "username"],
      ...["password", "ssl", "verify", "cacertfile", "certfile", "keyfile", "server_name_indication"],
      ...["connector", "parameters", "topic", "qos", "retain", "payload", "sql", "actions", "function", "args"],
    ],
    source: "https://docs.emqx.com/en/emqx/latest/hocon/",
    compared: {
      how: "names",
      with: "EMQX 6.1.4 at 50e0438",
    },
  },
  unfitTopic: (filter) =>
    /["\\$]|\{/.test(filter) ? "a quotation mark, a backslash, $ and { have a special meaning in emqx.conf" : undefined,
  unfitPassword: (password) =>
    /["\\]|\$\{/.test(password)
      ? "a quotation mark, a backslash and ${ have a special meaning in emqx.conf"
      : undefined,
  text: sections,
};

function sections({ stackName, place, login, clientId, topics, qos, mayRetain }: ClientInputs): string {
  const q = (text: string) => `"${text}"`;
  const name = stackName.replaceAll("-", "_");
  const who =
    login.kind === "certificate" ? "" : `, username = ${q(login.username)}, password = ${q(login.password ?? "")}`;
  const rule = (id: string, from: string, actions: string) =>
    `rule_engine.rules.${id} { sql = ${q(from)}, actions = [${actions}] }`;
  const carried = topics.flatMap(({ filter, direction }, at) => {
    const id = `${name}_${direction}_${at + 1}`;
    if (direction === "out") {
      const parameters = `topic = "\${topic}", qos = ${qos}, retain = ${mayRetain ? `"\${flags.retain}"` : "false"}, payload = "\${payload}"`;
      return [
        `actions.mqtt.${id} { enable = true, connector = ${q(name)}, parameters { ${parameters} } }`,
        rule(id, `SELECT * FROM '${filter}'`, q(`mqtt:${id}`)),
      ];
    }
    const republish = `{ function = "republish", args { topic = "\${topic}", qos = ${qos}, retain = false, payload = "\${payload}" } }`;
    return [
      `sources.mqtt.${id} { enable = true, connector = ${q(name)}, parameters { topic = ${q(filter)}, qos = ${qos} } }`,
      rule(id, `SELECT * FROM '$bridges/mqtt:${id}'`, republish),
    ];
  });
  return [
    `connectors.mqtt.${name} {`,
    "  enable = true",
    `  server = ${q(`${place.host}:${place.port}`)}`,
    '  proto_ver = "v4"',
    "  clean_start = false",
    '  keepalive = "60s"',
    "  # AWS IoT Core does not support bridge mode.",
    "  bridge_mode = false",
    `  static_clientids = [{ node = "emqx@127.0.0.1", ids = [{ clientid = ${q(clientId)}${who} }] }]`,
    "  ssl {",
    "    enable = true",
    '    verify = "verify_peer"',
    `    cacertfile = ${q(place.caFile ?? "/etc/ssl/certs/Amazon_Root_CA_1.pem")}`,
    `    server_name_indication = ${q(place.host)}`,
    ...(login.kind === "certificate"
      ? [`    certfile = ${q(login.certificateFile)}`, `    keyfile = ${q(login.keyFile)}`]
      : []),
    "  }",
    "}",
    ...carried,
  ].join("\n");
}

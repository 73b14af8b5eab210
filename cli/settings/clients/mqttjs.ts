import { javaScriptString } from "../../../config/text";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** A Node.js program with MQTT.js. */
export const mqttjs: SettingsClient = {
  name: "mqttjs",
  title: "MQTT.js for Node.js",
  versions: "5",
  kind: "library",
  alpn: {
    since: "1.0 (ALPNProtocols, in its types since 4.3.0)",
    source: "https://github.com/mqttjs/MQTT.js/pull/1332",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like client.mjs; needs npm install mqtt",
  comment: "//",
  traps: ["MQTT.js tries a refused connection again every second; the event error has the reason."],
  keys: {
    names: [
      ...["protocol", "host", "port", "path", "ALPNProtocols", "ca", "cert", "key", "clientId", "username", "password"],
      ...["protocolVersion", "keepalive", "clean", "reconnectPeriod", "will", "topic", "payload", "qos", "retain"],
      ...["mqtt.connect", "client.on", "client.subscribeAsync", "client.publishAsync"],
    ],
    source: "https://github.com/mqttjs/MQTT.js#client-connect",
    compared: {
      how: "run",
      with: "MQTT.js 5.16.0",
    },
  },
  announces: true,
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login } = inputs;
  const js = javaScriptString;
  const files = [place.caFile, ...(login.kind === "certificate" ? [login.certificateFile] : [])];
  return [
    ...(files.some((file) => file !== undefined) ? ['import { readFileSync } from "node:fs";'] : []),
    'import mqtt from "mqtt";',
    "",
    "const client = mqtt.connect({",
    ...(place.transport === "wss" ? ['  protocol: "wss",', '  path: "/mqtt",'] : ['  protocol: "mqtts",']),
    `  host: ${js(place.host)},`,
    `  port: ${place.port},`,
    ...(place.alpn === undefined ? [] : [`  ALPNProtocols: [${js(place.alpn)}],`]),
    ...(place.caFile === undefined ? [] : [`  ca: readFileSync(${js(place.caFile)}),`]),
    ...(login.kind === "certificate"
      ? [`  cert: readFileSync(${js(login.certificateFile)}),`, `  key: readFileSync(${js(login.keyFile)}),`]
      : [
          `  username: ${js(login.username)},`,
          ...(login.password === undefined ? [] : [`  password: ${js(login.password)},`]),
        ]),
    `  clientId: ${js(clientId)},`,
    "  protocolVersion: 5,",
    ...willOption(inputs),
    "});",
    ...mqttJsEvents(inputs, "console.log"),
  ].join("\n");
}

/** Writes the option `will`, if the client has a topic for it. */
export function willOption({ status, qos }: ClientInputs): string[] {
  if (status === undefined) return [];
  return [
    `  will: { topic: ${javaScriptString(status.topic)}, payload: "lost", qos: ${qos}, retain: ${status.retain} },`,
  ];
}

/** Writes the client's event handlers. @param tell Name of the function that prints a line */
export function mqttJsEvents({ topics, qos, status }: ClientInputs, tell: string): string[] {
  const js = javaScriptString;
  const into = topics.filter(({ direction }) => direction === "in");
  const out = topics.filter(({ direction }) => direction === "out");
  return [
    'client.on("connect", async () => {',
    `  ${tell}("connected");`,
    ...(status
      ? [`  await client.publishAsync(${js(status.topic)}, "online", { qos: ${qos}, retain: ${status.retain} });`]
      : []),
    ...into.map(({ filter }) => `  await client.subscribeAsync(${js(filter)}, { qos: ${qos} });`),
    ...out.map(
      ({ filter }) => `  await client.publishAsync(${js(filter.replace(/#$/, "hello"))}, "hello", { qos: ${qos} });`,
    ),
    `  ${tell}("ready");`,
    "});",
    `client.on("message", (topic, payload) => ${tell}(\`\${topic} \${payload}\`));`,
    `client.on("error", (error) => ${tell}(\`error: \${error.message}\`));`,
    `client.on("close", () => ${tell}("disconnected"));`,
  ];
}

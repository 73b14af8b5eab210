import { javaScriptString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** What users of the AWS IoT Device SDK v2 often get wrong, in every language. */
export const SDK_TRAPS: readonly string[] = [
  "The SDK adds ?SDK=… to every user name; this project's function reads the login name before the first question mark.",
  "A publish that the policy refuses raises no error: it completes with reason code 135 in the acknowledgement.",
];

/** A Node.js program with the AWS IoT Device SDK v2. */
export const awsSdkJs: SettingsClient = {
  name: "aws-sdk-js",
  title: "AWS IoT Device SDK v2 for JavaScript",
  versions: "1.19 or later",
  kind: "library",
  alpn: {
    since: "1.9.0, automatically",
    source: "https://github.com/awslabs/aws-crt-nodejs/blob/v1.15.0/lib/native/aws_iot_mqtt5.ts",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like client.mjs; npm install aws-iot-device-sdk-v2",
  comment: "//",
  traps: [
    ...SDK_TRAPS,
    "The signature of a token has to be percent-encoded here; this differs in versions before 1.19 (December 2023).",
  ],
  keys: {
    names: [
      ...["AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithCustomAuth"],
      ...["AwsIotMqtt5ClientConfigBuilder.newWebsocketMqttBuilderWithCustomAuth"],
      ...[
        "AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromPath",
        "withPort",
        "withConnectProperties",
        "build",
      ],
      ...[
        "withCertificateAuthorityFromPath",
        "Mqtt5Client",
        "on",
        "start",
        "subscribe",
        "publish",
        "from",
        "log",
        "String",
      ],
    ],
    source: "https://aws.github.io/aws-iot-device-sdk-js-v2/node/",
    compared: {
      how: "run",
      with: "aws-iot-device-sdk-v2 1.28.0",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const js = javaScriptString;
  const { into, out } = topicsOf(inputs);
  const builder = `iot.AwsIotMqtt5ClientConfigBuilder.new${
    login.kind === "certificate"
      ? "DirectMqttBuilderWithMtlsFromPath"
      : `${place.transport === "wss" ? "Websocket" : "Direct"}MqttBuilderWithCustomAuth`
  }`;
  const custom =
    login.kind === "certificate"
      ? [`  ${js(login.certificateFile)},`, `  ${js(login.keyFile)},`]
      : [
          "  {",
          `    authorizerName: ${js(login.parts.authorizerName ?? "")},`,
          `    username: ${js(login.parts.username ?? "")},`,
          ...(login.password === undefined ? [] : [`    password: Buffer.from(${js(login.password)}),`]),
          ...(login.parts.token === undefined
            ? []
            : [
                `    tokenKeyName: ${js(login.parts.token.keyName)},`,
                `    tokenValue: ${js(login.parts.token.value)},`,
                `    tokenSignature: ${js(encodeURIComponent(login.parts.token.signature))},`,
              ]),
          "  },",
        ];
  return [
    'import sdk from "aws-iot-device-sdk-v2";',
    "",
    "const { iot, mqtt5 } = sdk;",
    `const config = ${builder}(`,
    `  ${js(place.host)},`,
    ...custom,
    ")",
    `  .withPort(${place.port})`,
    ...(place.caFile === undefined ? [] : [`  .withCertificateAuthorityFromPath(undefined, ${js(place.caFile)})`]),
    `  .withConnectProperties({ clientId: ${js(clientId)}, keepAliveIntervalSeconds: 60 })`,
    "  .build();",
    "const client = new mqtt5.Mqtt5Client(config);",
    'client.on("messageReceived", ({ message }) => console.log(message.topicName, String(Buffer.from(message.payload))));',
    'client.on("connectionFailure", ({ error }) => console.log("refused:", String(error)));',
    'client.on("connectionSuccess", async () => {',
    '  console.log("connected");',
    ...into.map(
      (filter) => `  await client.subscribe({ subscriptions: [{ topicFilter: ${js(filter)}, qos: ${qos} }] });`,
    ),
    ...out.map((topic) => `  await client.publish({ topicName: ${js(topic)}, qos: ${qos}, payload: "hello" });`),
    '  console.log("ready");',
    "});",
    "client.start();",
  ].join("\n");
}

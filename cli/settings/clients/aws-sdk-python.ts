import { pythonString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";
import { SDK_TRAPS } from "./aws-sdk-js";

/** A Python program with the AWS IoT Device SDK v2. */
export const awsSdkPython: SettingsClient = {
  name: "aws-sdk-python",
  title: "AWS IoT Device SDK v2 for Python",
  versions: "1.21 or later",
  kind: "library",
  alpn: {
    since: "1.11.2, automatically",
    source: "https://github.com/aws/aws-iot-device-sdk-python-v2/blob/v1.11.2/awsiot/mqtt5_client_builder.py",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like client.py; pip install awsiotsdk",
  comment: "#",
  traps: SDK_TRAPS,
  keys: {
    names: [
      ...["direct_with_custom_authorizer", "websockets_with_custom_authorizer", "mtls_from_path", "start", "subscribe"],
      ...[
        "publish",
        "result",
        "SubscribePacket",
        "Subscription",
        "PublishPacket",
        "on_publish_received",
        "Event",
        "wait",
      ],
      ...["on_lifecycle_connection_success", "print", "decode", "set"],
    ],
    source: "https://aws.github.io/aws-iot-device-sdk-python-v2/awsiot/mqtt5_client_builder.html",
    compared: {
      how: "runByHand",
      with: "awsiotsdk 1.12.3 unsigned and 1.16.0 signed, with awscrt 0.16.8; names in 1.28.0 at 9be4058",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const py = pythonString;
  const { into, out } = topicsOf(inputs);
  const level = `mqtt5.QoS.${qos === 1 ? "AT_LEAST_ONCE" : "AT_MOST_ONCE"}`;
  const builder =
    login.kind === "certificate"
      ? "mtls_from_path"
      : `${place.transport === "wss" ? "websockets" : "direct"}_with_custom_authorizer`;
  const credentials: [name: string, value: string | undefined][] =
    login.kind === "certificate"
      ? [
          ["cert_filepath", py(login.certificateFile)],
          ["pri_key_filepath", py(login.keyFile)],
        ]
      : [
          ["auth_username", py(login.parts.username ?? "")],
          ["auth_authorizer_name", login.parts.authorizerName && py(login.parts.authorizerName)],
          ["auth_password", login.password && `${py(login.password)}.encode()`],
          ["auth_token_key_name", login.parts.token && py(login.parts.token.keyName)],
          ["auth_token_value", login.parts.token && py(login.parts.token.value)],
          ["auth_authorizer_signature", login.parts.token && py(encodeURIComponent(login.parts.token.signature))],
        ];
  return [
    "import threading",
    "",
    "from awscrt import mqtt5",
    "from awsiot import mqtt5_client_builder",
    "",
    "connected = threading.Event()",
    "",
    "",
    "def on_publish_received(data):",
    "    packet = data.publish_packet",
    "    print(packet.topic, packet.payload.decode(), flush=True)",
    "",
    "",
    "def on_lifecycle_connection_success(data):",
    "    connected.set()",
    "",
    "",
    `client = mqtt5_client_builder.${builder}(`,
    `    endpoint=${py(place.host)},`,
    `    port=${place.port},`,
    ...(place.caFile === undefined ? [] : [`    ca_filepath=${py(place.caFile)},`]),
    ...credentials.flatMap(([name, value]) => (value === undefined ? [] : [`    ${name}=${value},`])),
    `    client_id=${py(clientId)},`,
    "    on_publish_received=on_publish_received,",
    "    on_lifecycle_connection_success=on_lifecycle_connection_success,",
    ")",
    "client.start()",
    "connected.wait()",
    ...into.map(
      (filter) =>
        `client.subscribe(mqtt5.SubscribePacket(subscriptions=[mqtt5.Subscription(${py(filter)}, ${level})])).result(10)`,
    ),
    ...out.map(
      (topic) => `client.publish(mqtt5.PublishPacket(topic=${py(topic)}, payload=b"hello", qos=${level})).result(10)`,
    ),
    "threading.Event().wait()",
  ].join("\n");
}

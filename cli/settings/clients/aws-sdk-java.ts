import { javaScriptString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";
import { SDK_TRAPS } from "./aws-sdk-js";

/** A Java program with the AWS IoT Device SDK v2. */
export const awsSdkJava: SettingsClient = {
  name: "aws-sdk-java",
  title: "AWS IoT Device SDK v2 for Java",
  versions: "1.20 or later",
  kind: "library",
  alpn: {
    since: "1.11.0, automatically",
    source:
      "https://github.com/aws/aws-iot-device-sdk-java-v2/blob/v1.11.0/sdk/src/main/java/software/amazon/awssdk/iot/AwsIotMqtt5ClientBuilder.java",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "Client.java; software.amazon.awssdk.iotdevicesdk:aws-iot-device-sdk",
  comment: "//",
  traps: SDK_TRAPS,
  keys: {
    names: [
      ...["MqttConnectCustomAuthConfig", "newDirectMqttBuilderWithCustomAuth", "newWebsocketMqttBuilderWithCustomAuth"],
      ...[
        "newDirectMqttBuilderWithMtlsFromPath",
        "withPort",
        "withConnectProperties",
        "ConnectPacketBuilder",
        "withClientId",
      ],
      ...[
        "withKeepAliveIntervalSeconds",
        "withPublishEvents",
        "withLifeCycleEvents",
        "withCertificateAuthorityFromPath",
        "build",
      ],
      ...[
        "start",
        "subscribe",
        "publish",
        "SubscribePacketBuilder",
        "withSubscription",
        "PublishPacketBuilder",
        "getBytes",
        "get",
      ],
      ...["getPublishPacket", "getTopic", "getPayload", "println", "main", "onMessageReceived", "onAttemptingConnect"],
      ...[
        "onConnectionSuccess",
        "onConnectionFailure",
        "onDisconnection",
        "onStopped",
        "countDown",
        "await",
        "CountDownLatch",
      ],
      ...["getErrorCode", "join", "currentThread", "PublishEvents", "LifecycleEvents"],
    ],
    source: "https://github.com/aws/aws-iot-device-sdk-java-v2/blob/main/documents/MQTT5_Userguide.md",
    compared: {
      how: "compiled",
      with: "aws-iot-device-sdk 1.33.0 at 47e5946, aws-crt 0.48.3 at e87fe34",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const java = javaScriptString;
  const { into, out } = topicsOf(inputs);
  const level = `QOS.${qos === 1 ? "AT_LEAST_ONCE" : "AT_MOST_ONCE"}`;
  const fields: [name: string, value: string | undefined][] =
    login.kind === "certificate"
      ? []
      : [
          ["username", java(login.parts.username ?? "")],
          ["authorizerName", login.parts.authorizerName && java(login.parts.authorizerName)],
          ["password", login.password && `${java(login.password)}.getBytes(java.nio.charset.StandardCharsets.UTF_8)`],
          ["tokenKeyName", login.parts.token && java(login.parts.token.keyName)],
          ["tokenValue", login.parts.token && java(login.parts.token.value)],
          ["tokenSignature", login.parts.token && java(encodeURIComponent(login.parts.token.signature))],
        ];
  const builder =
    login.kind === "certificate"
      ? `newDirectMqttBuilderWithMtlsFromPath(${java(place.host)}, ${java(login.certificateFile)}, ${java(login.keyFile)})`
      : `new${place.transport === "wss" ? "Websocket" : "Direct"}MqttBuilderWithCustomAuth(${java(place.host)}, login)`;
  return [
    "import java.util.concurrent.CountDownLatch;",
    "import software.amazon.awssdk.crt.mqtt5.*;",
    "import software.amazon.awssdk.crt.mqtt5.packets.*;",
    "import software.amazon.awssdk.iot.AwsIotMqtt5ClientBuilder;",
    "",
    "public class Client {",
    "    public static void main(String[] arguments) throws Exception {",
    "        var connected = new CountDownLatch(1);",
    ...(login.kind === "certificate"
      ? []
      : [
          "        var login = new AwsIotMqtt5ClientBuilder.MqttConnectCustomAuthConfig();",
          ...fields.flatMap(([name, value]) => (value === undefined ? [] : [`        login.${name} = ${value};`])),
        ]),
    `        var builder = AwsIotMqtt5ClientBuilder.${builder};`,
    `        builder.withPort(${place.port}L);`,
    ...(place.caFile === undefined
      ? []
      : [`        builder.withCertificateAuthorityFromPath(null, ${java(place.caFile)});`]),
    `        builder.withConnectProperties(new ConnectPacket.ConnectPacketBuilder().withClientId(${java(clientId)}).withKeepAliveIntervalSeconds(60L));`,
    "        builder.withPublishEvents(new Mqtt5ClientOptions.PublishEvents() {",
    "            public void onMessageReceived(Mqtt5Client client, PublishReturn received) {",
    "                var packet = received.getPublishPacket();",
    '                System.out.println(packet.getTopic() + " " + new String(packet.getPayload()));',
    "            }",
    "        });",
    "        builder.withLifeCycleEvents(new Mqtt5ClientOptions.LifecycleEvents() {",
    "            public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn event) {}",
    "            public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn event) { connected.countDown(); }",
    "            public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn event) {",
    '                System.out.println("refused: " + event.getErrorCode());',
    "            }",
    "            public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn event) {}",
    "            public void onStopped(Mqtt5Client client, OnStoppedReturn event) {}",
    "        });",
    "        var client = builder.build();",
    "        client.start();",
    "        connected.await();",
    ...into.map(
      (filter) =>
        `        client.subscribe(new SubscribePacket.SubscribePacketBuilder().withSubscription(${java(filter)}, ${level}).build()).get();`,
    ),
    ...out.map(
      (topic) =>
        `        client.publish(new PublishPacket.PublishPacketBuilder(${java(topic)}, ${level}, "hello".getBytes()).build()).get();`,
    ),
    "        Thread.currentThread().join();",
    "    }",
    "}",
  ].join("\n");
}

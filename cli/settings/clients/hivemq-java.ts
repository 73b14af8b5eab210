import { javaScriptString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** What to do with a Java library that sends no ALPN, as a sentence. */
export const JAVA_WAY_OUT =
  "It sends no ALPN: use MQTT over WebSocket as here, or --thing for a certificate on port 8883, or an endpoint without ALPN " +
  "(endpoint: withoutAlpn()).";

/** A Java program with the HiveMQ client. */
export const hivemqJava: SettingsClient = {
  name: "hivemq-java",
  title: "HiveMQ MQTT Client for Java",
  versions: "1.3 or later",
  kind: "library",
  alpn: { wayOut: JAVA_WAY_OUT, source: "https://github.com/hivemq/hivemq-mqtt-client/issues/464" },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "Client.java; com.hivemq:hivemq-mqtt-client and, for WebSocket, hivemq-mqtt-client-websocket",
  comment: "//",
  traps: [
    "The path for WebSocket is written without the slash: mqtt.",
    "For a certificate, Java needs a PKCS #12 key store: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out device.p12.",
  ],
  keys: {
    names: [
      ...["builder", "identifier", "serverHost", "serverPort", "webSocketConfig", "serverPath", "applyWebSocketConfig"],
      ...[
        "sslConfig",
        "trustManagerFactory",
        "keyManagerFactory",
        "applySslConfig",
        "simpleAuth",
        "username",
        "password",
      ],
      ...[
        "applySimpleAuth",
        "buildBlocking",
        "connect",
        "subscribeWith",
        "topicFilter",
        "qos",
        "send",
        "publishWith",
        "topic",
      ],
      ...["payload", "publishes", "receive", "getTopic", "getPayloadAsBytes", "getBytes", "println", "main"],
      ...[
        "getInstance",
        "getDefaultAlgorithm",
        "getDefaultType",
        "load",
        "setCertificateEntry",
        "generateCertificate",
        "init",
        "FileInputStream",
        "toCharArray",
      ],
    ],
    source: "https://hivemq.github.io/hivemq-mqtt-client/docs/client-configuration/",
    compared: {
      how: "names",
      with: "hivemq-mqtt-client 1.4.0 at c1b9066",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const java = javaScriptString;
  const { into, out } = topicsOf(inputs);
  const { host, port, transport, caFile } = place;
  const level = `MqttQos.${qos === 1 ? "AT_LEAST_ONCE" : "AT_MOST_ONCE"}`;
  const certificate = login.kind === "certificate";
  return [
    "import com.hivemq.client.mqtt.MqttGlobalPublishFilter;",
    "import com.hivemq.client.mqtt.datatypes.MqttQos;",
    "import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;",
    "import java.io.FileInputStream;",
    "import java.security.KeyStore;",
    "import java.security.cert.CertificateFactory;",
    "import javax.net.ssl.KeyManagerFactory;",
    "import javax.net.ssl.TrustManagerFactory;",
    "",
    "public class Client {",
    "    public static void main(String[] arguments) throws Exception {",
    ...(caFile === undefined
      ? []
      : [
          "        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());",
          "        trusted.load(null, null);",
          `        trusted.setCertificateEntry("aws", CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(${java(caFile)})));`,
          "        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());",
          "        trust.init(trusted);",
        ]),
    ...(certificate
      ? [
          `        // Create it from ${login.certificateFile} and ${login.keyFile}: openssl pkcs12 -export -out device.p12`,
          '        var device = KeyStore.getInstance("PKCS12");',
          '        device.load(new FileInputStream("device.p12"), "".toCharArray());',
          "        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());",
          '        keys.init(device, "".toCharArray());',
        ]
      : []),
    "        var client = Mqtt5Client.builder()",
    `            .identifier(${java(clientId)})`,
    `            .serverHost(${java(host)})`,
    `            .serverPort(${port})`,
    ...(transport === "wss" ? ['            .webSocketConfig().serverPath("mqtt").applyWebSocketConfig()'] : []),
    "            .sslConfig()",
    ...(caFile === undefined ? [] : ["                .trustManagerFactory(trust)"]),
    ...(certificate ? ["                .keyManagerFactory(keys)"] : []),
    "                .applySslConfig()",
    ...(certificate
      ? []
      : [
          "            .simpleAuth()",
          `                .username(${java(login.username)})`,
          ...(login.password === undefined
            ? []
            : [`                .password(${java(login.password)}.getBytes(java.nio.charset.StandardCharsets.UTF_8))`]),
          "                .applySimpleAuth()",
        ]),
    "            .buildBlocking();",
    "        client.connect();",
    "        var received = client.publishes(MqttGlobalPublishFilter.ALL);",
    ...into.map((filter) => `        client.subscribeWith().topicFilter(${java(filter)}).qos(${level}).send();`),
    ...out.map(
      (topic) => `        client.publishWith().topic(${java(topic)}).qos(${level}).payload("hello".getBytes()).send();`,
    ),
    "        while (true) {",
    "            var message = received.receive();",
    '            System.out.println(message.getTopic() + " " + new String(message.getPayloadAsBytes()));',
    "        }",
    "    }",
    "}",
  ].join("\n");
}

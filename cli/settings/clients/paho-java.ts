import { javaScriptString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";
import { JAVA_WAY_OUT } from "./hivemq-java";

/** A Java program with the Eclipse Paho library. */
export const pahoJava: SettingsClient = {
  name: "paho-java",
  title: "Eclipse Paho for Java",
  versions: "1.2.5",
  kind: "library",
  alpn: { wayOut: JAVA_WAY_OUT, source: "https://github.com/eclipse-paho/paho.mqtt.java/issues/858" },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token"],
  place: "Client.java; org.eclipse.paho:org.eclipse.paho.client.mqttv3",
  comment: "//",
  traps: [
    "These settings log in with a user name and password. With Paho a certificate needs your own socket factory; the HiveMQ client has a setting for it.",
    "The URL begins with wss:// and has the path /mqtt.",
  ],
  keys: {
    names: [
      ...[
        "MqttClient",
        "MemoryPersistence",
        "MqttConnectOptions",
        "setUserName",
        "setPassword",
        "setKeepAliveInterval",
      ],
      ...[
        "setCleanSession",
        "setAutomaticReconnect",
        "setSocketFactory",
        "setCallback",
        "connect",
        "subscribe",
        "publish",
      ],
      ...[
        "getBytes",
        "toCharArray",
        "MqttCallback",
        "connectionLost",
        "messageArrived",
        "deliveryComplete",
        "println",
        "main",
      ],
      ...["getInstance", "getDefaultType", "getDefaultAlgorithm", "load", "setCertificateEntry", "generateCertificate"],
      ...["FileInputStream", "init", "getTrustManagers", "getSocketFactory"],
    ],
    source: "https://eclipse.dev/paho/files/javadoc/org/eclipse/paho/client/mqttv3/MqttConnectOptions.html",
    compared: {
      how: "runByHand",
      with: "Paho Java 1.2.5 at 9c742c1",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const java = javaScriptString;
  const { into, out } = topicsOf(inputs);
  const { host, port, transport, caFile } = place;
  const address = transport === "wss" ? `wss://${host}:${port}/mqtt` : `ssl://${host}:${port}`;
  return [
    "import java.io.FileInputStream;",
    "import java.security.KeyStore;",
    "import java.security.cert.CertificateFactory;",
    "import javax.net.ssl.SSLContext;",
    "import javax.net.ssl.TrustManagerFactory;",
    "import org.eclipse.paho.client.mqttv3.*;",
    "import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;",
    "",
    "public class Client {",
    "    public static void main(String[] arguments) throws Exception {",
    "        var options = new MqttConnectOptions();",
    ...(login.kind === "certificate"
      ? []
      : [
          `        options.setUserName(${java(login.username)});`,
          ...(login.password === undefined
            ? []
            : [`        options.setPassword(${java(login.password)}.toCharArray());`]),
        ]),
    "        options.setKeepAliveInterval(60);",
    "        options.setCleanSession(true);",
    "        options.setAutomaticReconnect(true);",
    ...(caFile === undefined
      ? []
      : [
          "        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());",
          "        trusted.load(null, null);",
          `        trusted.setCertificateEntry("aws", CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(${java(caFile)})));`,
          "        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());",
          "        trust.init(trusted);",
          '        var context = SSLContext.getInstance("TLS");',
          "        context.init(null, trust.getTrustManagers(), null);",
          "        options.setSocketFactory(context.getSocketFactory());",
        ]),
    `        var client = new MqttClient(${java(address)}, ${java(clientId)}, new MemoryPersistence());`,
    "        client.setCallback(new MqttCallback() {",
    "            public void connectionLost(Throwable cause) {",
    '                System.out.println("disconnected: " + cause);',
    "            }",
    "            public void messageArrived(String topic, MqttMessage message) {",
    '                System.out.println(topic + " " + message);',
    "            }",
    "            public void deliveryComplete(IMqttDeliveryToken token) {}",
    "        });",
    "        client.connect(options);",
    ...into.map((filter) => `        client.subscribe(${java(filter)}, ${qos});`),
    ...out.map((topic) => `        client.publish(${java(topic)}, "hello".getBytes(), ${qos}, false);`),
    "    }",
    "}",
  ].join("\n");
}

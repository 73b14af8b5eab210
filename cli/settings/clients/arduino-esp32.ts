import { cString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";
import { pemLines } from "./esp-idf";

/** A sketch for the ESP32 with the Arduino core and PubSubClient. */
export const arduinoEsp32: SettingsClient = {
  name: "arduino-esp32",
  title: "Arduino core for the ESP32",
  versions: "2.0.1 or later, with PubSubClient 2.8",
  kind: "device",
  alpn: { since: "2.0.1 (setAlpnProtocols)", source: "https://github.com/espressif/arduino-esp32/pull/5633" },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "a sketch like aws.ino; fill in the Wi-Fi network",
  comment: "//",
  traps: [
    "PubSubClient publishes with quality of service 0 only, and drops packets of more than 256 bytes unless setBufferSize sets another limit.",
    "The list of protocols has to stay in memory as long as the connection, so it is static here.",
    "The clock must be set before the first connection, else the server's certificate is not valid yet.",
  ],
  keys: {
    names: [
      ...["setup", "loop", "on_message", "WiFi.begin", "WiFi.status", "configTime", "time", "delay", "mqtt.subscribe"],
      ...["net.setCACert", "net.setAlpnProtocols", "net.setCertificate", "net.setPrivateKey", "mqtt", "mqtt.setServer"],
      ...[
        "mqtt.setBufferSize",
        "mqtt.setCallback",
        "mqtt.setKeepAlive",
        "mqtt.connected",
        "mqtt.connect",
        "mqtt.publish",
      ],
      ...["mqtt.loop", "mqtt.state", "Serial.begin", "Serial.printf", "Serial.write", "Serial.println"],
    ],
    source: "https://pubsubclient.knolleary.net/api",
    compared: {
      how: "names",
      with: "PubSubClient 2.8 at 2d228f2, NetworkClientSecure.h at 1941c05",
      unchecked: "configTime, of the core's esp32-hal-time.c",
    },
  },
  text: sketch,
};

function sketch(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const { into, out } = topicsOf(inputs);
  const { host, port, alpn, caPem } = place;
  const certificate = login.kind === "certificate";
  const credentials = certificate ? "" : `, ${cString(login.username)}, ${cString(login.password ?? "")}`;
  return [
    "#include <WiFi.h>",
    "#include <WiFiClientSecure.h>",
    "#include <PubSubClient.h>",
    "",
    "static const char CA[] =",
    `${pemLines(caPem)};`,
    ...(alpn === undefined ? [] : [`static const char *ALPN[] = {${cString(alpn)}, NULL};`]),
    ...(certificate
      ? [
          `// Put the text of ${login.certificateFile} and ${login.keyFile} into this file, and keep it out of repositories.`,
          '#include "device_secrets.h"  // const char CERTIFICATE[], KEY[]',
        ]
      : []),
    "WiFiClientSecure net;",
    "PubSubClient mqtt(net);",
    "",
    "void on_message(char *topic, byte *payload, unsigned int length) {",
    '  Serial.printf("%s ", topic);',
    "  Serial.write(payload, length);",
    "  Serial.println();",
    "}",
    "",
    "void setup() {",
    "  Serial.begin(115200);",
    '  WiFi.begin("PUT-THE-NETWORK-HERE", "PUT-ITS-PASSWORD-HERE");',
    "  while (WiFi.status() != WL_CONNECTED) delay(200);",
    '  configTime(0, 0, "pool.ntp.org");',
    "  while (time(nullptr) < 1700000000) delay(200);",
    "  net.setCACert(CA);",
    ...(alpn === undefined ? [] : ["  net.setAlpnProtocols(ALPN);"]),
    ...(certificate ? ["  net.setCertificate(CERTIFICATE);", "  net.setPrivateKey(KEY);"] : []),
    `  mqtt.setServer(${cString(host)}, ${port});`,
    "  mqtt.setBufferSize(1024);",
    "  mqtt.setKeepAlive(60);",
    "  mqtt.setCallback(on_message);",
    "}",
    "",
    "void loop() {",
    "  if (!mqtt.connected()) {",
    `    if (mqtt.connect(${cString(clientId)}${credentials})) {`,
    ...into.map((filter) => `      mqtt.subscribe(${cString(filter)}, ${qos});`),
    ...out.map((topic) => `      mqtt.publish(${cString(topic)}, "hello");`),
    "    } else {",
    '      Serial.printf("refused: %d\\n", mqtt.state());',
    "      delay(5000);",
    "    }",
    "  }",
    "  mqtt.loop();",
    "}",
  ].join("\n");
}

import { cString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** A C file for ESP-IDF's esp-mqtt. */
export const espIdf: SettingsClient = {
  name: "esp-idf",
  title: "ESP-IDF (esp-mqtt)",
  versions: "5.0 or later",
  kind: "device",
  alpn: { since: "3.3.2, 4.0.1 and 4.1 (alpn_protos)", source: "https://github.com/espressif/esp-mqtt/issues/137" },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like main/aws.c, started by app_main once the network is up",
  comment: "//",
  traps: [
    "ESP-IDF's mbedTLS expects ALPN as a list of strings that ends with NULL, not in OpenSSL's form with lengths.",
    "The clock must be set before the first connection (SNTP), else the server's certificate is not valid yet.",
  ],
  keys: {
    names: [
      ...["esp_mqtt_client_init", "esp_mqtt_client_register_event", "esp_mqtt_client_start", "esp_mqtt_client_publish"],
      ...["esp_mqtt_client_subscribe", "esp_crt_bundle_attach", "ESP_LOGI", "ESP_LOGW", "iot_start", "on_mqtt"],
      ...["broker.address.uri", "broker.verification.alpn_protos", "broker.verification.crt_bundle_attach"],
      ...["broker.verification.certificate", "credentials.client_id", "credentials.username"],
      ...[
        "credentials.authentication.password",
        "credentials.authentication.certificate",
        "credentials.authentication.key",
      ],
      "session.keepalive",
    ],
    source: "https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/protocols/mqtt.html",
    compared: {
      how: "names",
      with: "esp-mqtt 1.1.0 at 5a9ba05, esp_crt_bundle.h at 1929b27",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const { into, out } = topicsOf(inputs);
  const { host, port, transport, alpn, caFile, caPem } = place;
  const uri = transport === "wss" ? `wss://${host}:${port}/mqtt` : `mqtts://${host}:${port}`;
  const certificate = login.kind === "certificate";
  return [
    '#include "esp_crt_bundle.h"',
    '#include "esp_log.h"',
    '#include "mqtt_client.h"',
    "",
    'static const char *TAG = "aws";',
    ...(alpn === undefined ? [] : [`static const char *ALPN[] = {${cString(alpn)}, NULL};`]),
    ...(caFile === undefined ? [] : ["static const char CA[] =", `${pemLines(caPem)};`]),
    ...(certificate
      ? [
          `// EMBED_TXTFILES ${login.certificateFile} ${login.keyFile} in CMakeLists.txt defines these symbols.`,
          `extern const char CERTIFICATE[] asm("_binary_${symbol(login.certificateFile)}_start");`,
          `extern const char KEY[] asm("_binary_${symbol(login.keyFile)}_start");`,
        ]
      : []),
    "",
    "static void on_mqtt(void *arg, esp_event_base_t base, int32_t id, void *data) {",
    "    esp_mqtt_event_handle_t event = data;",
    "    if (id == MQTT_EVENT_CONNECTED) {",
    ...into.map((filter) => `        esp_mqtt_client_subscribe(event->client, ${cString(filter)}, ${qos});`),
    ...out.map((topic) => `        esp_mqtt_client_publish(event->client, ${cString(topic)}, "hello", 0, ${qos}, 0);`),
    "    } else if (id == MQTT_EVENT_DATA) {",
    '        ESP_LOGI(TAG, "%.*s %.*s", event->topic_len, event->topic, event->data_len, event->data);',
    "    } else if (id == MQTT_EVENT_DISCONNECTED) {",
    '        ESP_LOGW(TAG, "disconnected");',
    "    }",
    "}",
    "",
    "void iot_start(void) {",
    "    const esp_mqtt_client_config_t config = {",
    `        .broker.address.uri = ${cString(uri)},`,
    ...(alpn === undefined ? [] : ["        .broker.verification.alpn_protos = ALPN,"]),
    caFile === undefined
      ? "        .broker.verification.crt_bundle_attach = esp_crt_bundle_attach,"
      : "        .broker.verification.certificate = CA,",
    `        .credentials.client_id = ${cString(clientId)},`,
    ...(certificate
      ? [
          "        .credentials.authentication.certificate = CERTIFICATE,",
          "        .credentials.authentication.key = KEY,",
        ]
      : [
          `        .credentials.username = ${cString(login.username)},`,
          ...(login.password === undefined
            ? []
            : [`        .credentials.authentication.password = ${cString(login.password)},`]),
        ]),
    "        .session.keepalive = 60,",
    "    };",
    "    esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);",
    "    esp_mqtt_client_register_event(client, ESP_EVENT_ANY_ID, on_mqtt, NULL);",
    "    esp_mqtt_client_start(client);",
    "}",
  ].join("\n");
}

/** Returns the build's symbol for an embedded file: its name without folders, with underscores for all but letters and digits. */
const symbol = (path: string): string => (path.split("/").at(-1) ?? "").replace(/\W/g, "_");

/** Formats a PEM text as C string literals, one for each line. */
export function pemLines(pem: string): string {
  return pem
    .split("\n")
    .map((line) => `    ${cString(`${line}\n`)}`)
    .join("\n");
}

import { cString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** A C program with the Eclipse Paho library. */
export const pahoC: SettingsClient = {
  name: "paho-c",
  title: "Eclipse Paho for C",
  versions: "1.3.9 or later",
  kind: "library",
  alpn: {
    since: "1.3.6 (protos of the SSL options)",
    source: "https://github.com/eclipse-paho/paho.mqtt.c/issues/936",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like client.c; cc client.c -lpaho-mqtt3cs",
  comment: "//",
  traps: [
    "OpenSSL expects a length before each ALPN name, as in the array here.",
    "The library for TLS is paho-mqtt3cs; with paho-mqtt3c the SSL options are ignored.",
  ],
  keys: {
    names: [
      ...[
        "MQTTClient_create",
        "MQTTClient_connect",
        "MQTTClient_subscribe",
        "MQTTClient_publishMessage",
        "MQTTClient_receive",
      ],
      ...[
        "MQTTClient_waitForCompletion",
        "MQTTClient_freeMessage",
        "MQTTClient_free",
        "MQTTClient_strerror",
        "main",
        "printf",
      ],
      ...[
        "fflush",
        "strlen",
        "defined",
        "keepAliveInterval",
        "cleansession",
        "username",
        "password",
        "ssl",
        "trustStore",
        "CApath",
      ],
      ...["keyStore", "privateKey", "protos", "protos_len", "enableServerCertAuth", "verify"],
    ],
    source: "https://eclipse.dev/paho/files/mqttdoc/MQTTClient/html/struct_m_q_t_t_client___s_s_l_options.html",
    compared: {
      how: "run",
      with: "Paho C 1.3.12; names in 1.3.15 at eae1454",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const { into, out } = topicsOf(inputs);
  const { host, port, transport, alpn, caFile } = place;
  const address = transport === "wss" ? `wss://${host}:${port}/mqtt` : `ssl://${host}:${port}`;
  return [
    "#include <stdio.h>",
    "#include <MQTTClient.h>",
    "",
    "int main(void) {",
    "    MQTTClient client;",
    "    MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;",
    "    MQTTClient_SSLOptions ssl = MQTTClient_SSLOptions_initializer;",
    `    MQTTClient_create(&client, ${cString(address)}, ${cString(clientId)}, MQTTCLIENT_PERSISTENCE_NONE, NULL);`,
    `    ${caFile === undefined ? 'ssl.CApath = "/etc/ssl/certs"' : `ssl.trustStore = ${cString(caFile)}`};`,
    "    ssl.enableServerCertAuth = 1;",
    "    ssl.verify = 1;",
    ...(alpn === undefined
      ? []
      : [
          `    static const unsigned char protocols[] = {${[alpn.length, ...[...alpn].map((letter) => `'${letter}'`)].join(", ")}};`,
          "    ssl.protos = protocols;",
          "    ssl.protos_len = sizeof protocols;",
        ]),
    ...(login.kind === "certificate"
      ? [`    ssl.keyStore = ${cString(login.certificateFile)};`, `    ssl.privateKey = ${cString(login.keyFile)};`]
      : [
          `    options.username = ${cString(login.username)};`,
          ...(login.password === undefined ? [] : [`    options.password = ${cString(login.password)};`]),
        ]),
    "    options.ssl = &ssl;",
    "    options.keepAliveInterval = 60;",
    "    options.cleansession = 1;",
    "    int code = MQTTClient_connect(client, &options);",
    '    printf("connected: %s\\n", code == MQTTCLIENT_SUCCESS ? "yes" : MQTTClient_strerror(code));',
    "    if (code != MQTTCLIENT_SUCCESS) return 1;",
    ...into.map((filter) => `    MQTTClient_subscribe(client, ${cString(filter)}, ${qos});`),
    ...out.flatMap((topic) => [
      "    {",
      "        MQTTClient_message message = MQTTClient_message_initializer;",
      "        MQTTClient_deliveryToken token;",
      '        message.payload = "hello";',
      "        message.payloadlen = 5;",
      `        message.qos = ${qos};`,
      `        MQTTClient_publishMessage(client, ${cString(topic)}, &message, &token);`,
      "        MQTTClient_waitForCompletion(client, token, 10000);",
      "    }",
    ]),
    "    for (;;) {",
    "        char *topic = NULL;",
    "        int length;",
    "        MQTTClient_message *message = NULL;",
    "        if (MQTTClient_receive(client, &topic, &length, &message, 60000) != MQTTCLIENT_SUCCESS) return 1;",
    "        if (message == NULL) continue;",
    '        printf("%s %.*s\\n", topic, message->payloadlen, (char *)message->payload);',
    "        fflush(stdout);",
    "        MQTTClient_freeMessage(&message);",
    "        MQTTClient_free(topic);",
    "    }",
    "}",
  ].join("\n");
}

import { phpString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** A PHP program with php-mqtt/client. */
export const phpMqtt: SettingsClient = {
  name: "php-mqtt",
  title: "php-mqtt/client",
  versions: "2.1.0 or later",
  kind: "library",
  alpn: { since: "2.1.0 (setTlsAlpn)", source: "https://github.com/php-mqtt/client/pull/181" },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password", "token", "certificate"],
  place: "client.php; composer require php-mqtt/client",
  traps: [
    "The text begins with <?php on its first line, so it has no comments above that line.",
    "Messages with quality of service 1 are acknowledged only while loop() runs, messages that the client publishes too.",
  ],
  keys: {
    names: [
      ...[
        "ConnectionSettings",
        "setUseTls",
        "setTlsAlpn",
        "setTlsVerifyPeer",
        "setTlsVerifyPeerName",
        "setTlsCertificateAuthorityFile",
      ],
      ...[
        "setTlsClientCertificateFile",
        "setTlsClientCertificateKeyFile",
        "setUsername",
        "setPassword",
        "setKeepAliveInterval",
      ],
      ...["MqttClient", "connect", "subscribe", "publish", "loop", "function"],
    ],
    source: "https://github.com/php-mqtt/client/blob/master/src/ConnectionSettings.php",
    compared: {
      how: "runByHand",
      with: "php-mqtt/client 2.3.2 at 5f790a6",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const php = phpString;
  const { into, out } = topicsOf(inputs);
  const { host, port, alpn, caFile } = place;
  const settings = [
    "->setUseTls(true)",
    "->setTlsVerifyPeer(true)",
    "->setTlsVerifyPeerName(true)",
    ...(alpn === undefined ? [] : [`->setTlsAlpn(${php(alpn)})`]),
    ...(caFile === undefined ? [] : [`->setTlsCertificateAuthorityFile(${php(caFile)})`]),
    ...(login.kind === "certificate"
      ? [
          `->setTlsClientCertificateFile(${php(login.certificateFile)})`,
          `->setTlsClientCertificateKeyFile(${php(login.keyFile)})`,
        ]
      : [
          `->setUsername(${php(login.username)})`,
          ...(login.password === undefined ? [] : [`->setPassword(${php(login.password)})`]),
        ]),
    "->setKeepAliveInterval(60)",
  ];
  return [
    "<?php",
    "require __DIR__ . '/vendor/autoload.php';",
    "",
    "use PhpMqtt\\Client\\ConnectionSettings;",
    "use PhpMqtt\\Client\\MqttClient;",
    "",
    "$settings = (new ConnectionSettings)",
    `${settings.map((line) => `    ${line}`).join("\n")};`,
    `$client = new MqttClient(${php(host)}, ${port}, ${php(clientId)}, MqttClient::MQTT_3_1_1);`,
    "$client->connect($settings, true);",
    ...into.flatMap((filter) => [
      `$client->subscribe(${php(filter)}, function ($topic, $message) {`,
      '    echo "$topic $message\\n";',
      `}, ${qos});`,
    ]),
    ...out.map((topic) => `$client->publish(${php(topic)}, 'hello', ${qos});`),
    "$client->loop(true);",
  ].join("\n");
}

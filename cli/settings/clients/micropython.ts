import { pythonString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** A MicroPython program with umqtt.simple, for endpoints that need no ALPN. */
export const micropython: SettingsClient = {
  name: "micropython",
  title: "MicroPython (umqtt.simple)",
  versions: "1.23 or later",
  kind: "device",
  alpn: {
    wayOut:
      "MicroPython's ssl module sends no ALPN, and umqtt does not support WebSocket: give --thing for a certificate, which needs no ALPN on " +
      "port 8883, or use an endpoint without ALPN (endpoint: withoutAlpn()).",
    source: "https://github.com/micropython/micropython/issues/7735",
  },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "main.py, with the network up and the files of the certificates beside it",
  comment: "#",
  traps: [
    "The clock must be set before the first connection (ntptime.settime()), else the server's certificate is not valid yet.",
    "The library umqtt.simple does not reconnect; umqtt.robust does.",
  ],
  keys: {
    names: [
      ...[
        "SSLContext",
        "load_verify_locations",
        "load_cert_chain",
        "MQTTClient",
        "set_callback",
        "connect",
        "subscribe",
      ],
      ...["publish", "wait_msg", "on_message", "print", "settime", "open", "read"],
    ],
    source: "https://github.com/micropython/micropython-lib/blob/master/micropython/umqtt.simple/README.rst",
    compared: {
      how: "names",
      with: "micropython-lib 1.28.0 at ee4bb8f",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const py = pythonString;
  const { into, out } = topicsOf(inputs);
  const credentials =
    login.kind === "certificate" ? "" : `, user=${py(login.username)}, password=${py(login.password ?? "")}`;
  return [
    "import ntptime",
    "import ssl",
    "from umqtt.simple import MQTTClient",
    "",
    'CA = """',
    place.caPem,
    '"""',
    "",
    "",
    "def on_message(topic, payload):",
    "    print(topic, payload)",
    "",
    "",
    "ntptime.settime()",
    "context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)",
    "context.verify_mode = ssl.CERT_REQUIRED",
    "context.load_verify_locations(cadata=CA)",
    ...(login.kind === "certificate"
      ? [`context.load_cert_chain(${py(login.certificateFile)}, ${py(login.keyFile)})`]
      : []),
    `client = MQTTClient(${py(clientId)}, ${py(place.host)}, port=${place.port}${credentials}, keepalive=60, ssl=context)`,
    "client.set_callback(on_message)",
    "client.connect()",
    ...into.map((filter) => `client.subscribe(${py(filter)}, ${qos})`),
    ...out.map((topic) => `client.publish(${py(topic)}, "hello", False, ${qos})`),
    "while True:",
    "    client.wait_msg()",
  ].join("\n");
}

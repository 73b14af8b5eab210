import { pythonString } from "../../../config/text";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** A Python program with paho-mqtt. */
export const pahoPython: SettingsClient = {
  name: "paho-python",
  title: "paho-mqtt for Python",
  versions: "1.6 or later, 2.x too",
  kind: "library",
  alpn: {
    since: "1.3.0, with Python's ssl.SSLContext.set_alpn_protocols",
    source: "https://eclipse.dev/paho/files/paho.mqtt.python/html/changelog.html",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "a file like client.py; needs pip install paho-mqtt, or the Debian package python3-paho-mqtt",
  comment: "#",
  traps: [
    "The library tries a refused login again without end; on_connect gets the reason. In MQTT 3.1.1, AWS IoT Core closes the connection at a message that the policy refuses.",
  ],
  keys: {
    names: [
      ...["Client", "CallbackAPIVersion.VERSION2", "ws_set_options", "tls_set_context", "username_pw_set", "will_set"],
      ...["on_connect", "on_message", "on_disconnect", "connect", "subscribe", "publish", "loop_forever"],
      ...["create_default_context", "set_alpn_protocols", "load_cert_chain"],
    ],
    source: "https://eclipse.dev/paho/files/paho.mqtt.python/html/client.html",
    compared: {
      how: "run",
      with: "paho-mqtt 1.6.1; names in 2.1.0 at 1d04072",
    },
  },
  announces: true,
  text: program,
};

function program({ clientId, place, login, topics, qos, status }: ClientInputs): string {
  const py = pythonString;
  const { host, port, transport, alpn, caFile } = place;
  const into = topics.filter(({ direction }) => direction === "in");
  const out = topics.filter(({ direction }) => direction === "out");
  const flag = status?.retain ? "True" : "False";
  return [
    "import ssl",
    "",
    "import paho.mqtt.client as mqtt",
    "",
    "",
    "def on_connect(client, userdata, flags, reason, properties=None):",
    '    print("connected:", reason, flush=True)',
    "    if reason != 0:",
    "        return",
    ...(status ? [`    client.publish(${py(status.topic)}, "online", qos=${qos}, retain=${flag})`] : []),
    ...into.map(({ filter }) => `    client.subscribe(${py(filter)}, qos=${qos})`),
    ...out.map(({ filter }) => `    client.publish(${py(filter.replace(/#$/, "hello"))}, "hello", qos=${qos})`),
    "",
    "",
    "def on_message(client, userdata, message):",
    '    print(message.topic, message.payload.decode("utf-8", "replace"), flush=True)',
    "",
    "",
    "# paho-mqtt 2 needs the version of these callbacks; 1.x has no such argument.",
    'version = [mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else []',
    `client = mqtt.Client(*version, client_id=${py(clientId)}${transport === "wss" ? ', transport="websockets"' : ""})`,
    ...(transport === "wss" ? ['client.ws_set_options(path="/mqtt")'] : []),
    `context = ssl.create_default_context(${caFile === undefined ? "" : `cafile=${py(caFile)}`})`,
    ...(alpn === undefined ? [] : [`context.set_alpn_protocols([${py(alpn)}])`]),
    ...(login.kind === "certificate"
      ? [`context.load_cert_chain(${py(login.certificateFile)}, ${py(login.keyFile)})`]
      : [
          `client.username_pw_set(${py(login.username)}${login.password === undefined ? "" : `, ${py(login.password)}`})`,
        ]),
    "client.tls_set_context(context)",
    ...(status ? [`client.will_set(${py(status.topic)}, "lost", qos=${qos}, retain=${flag})`] : []),
    "client.on_connect = on_connect",
    "client.on_message = on_message",
    'client.on_disconnect = lambda *what: print("disconnected:", what[-1] if len(what) < 4 else what[3], flush=True)',
    `client.connect(${py(host)}, ${port}, keepalive=60)`,
    "client.loop_forever()",
  ].join("\n");
}

import { createHash } from "node:crypto";
import { visibleJson } from "../../../config/text";
import { leftOutText } from "../client-topics";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** A flow to import into Node-RED: TLS, broker, and a node for each topic. */
export const nodeRed: SettingsClient = {
  name: "node-red",
  title: "Node-RED",
  versions: "4.0.3 or later",
  kind: "tool",
  alpn: {
    since: "2.0.0; without a client certificate since 4.0.3",
    source: "https://github.com/node-red/node-red/pull/4882",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: false,
  logins: ["password", "certificate"],
  place: "the menu's Import, or POST to /flows of its admin API",
  traps: [
    "The node mqtt in subscribes with quality of service 2 by default, which AWS IoT Core refuses; these nodes set 0 or 1.",
    "Deploy does not ask for the password: it is in the broker node's credentials, which Node-RED encrypts when the flow is deployed.",
  ],
  keys: {
    names: [
      ...["id", "type", "z", "name", "label", "info", "x", "y", "wires"],
      ...["cert", "key", "ca", "certname", "keyname", "caname", "servername", "verifyservercert", "alpnprotocol"],
      ...["broker", "port", "tls", "usetls", "clientid", "protocolVersion", "keepalive", "cleansession", "autoConnect"],
      ...["autoUnsubscribe", "credentials", "credentials.user", "credentials.password"],
      ...["birthTopic", "birthQos", "birthRetain", "birthPayload", "willTopic", "willQos", "willRetain", "willPayload"],
      ...["closeTopic", "closeQos", "closeRetain", "closePayload"],
      ...["topic", "qos", "datatype", "inputs", "retain", "active", "tosidebar", "complete"],
      ...["props", "p", "payload", "payloadType", "repeat", "once", "onceDelay"],
    ],
    source:
      "https://github.com/node-red/node-red/blob/master/packages/node_modules/@node-red/nodes/core/network/10-mqtt.js",
    compared: {
      how: "run",
      with: "Node-RED 4.1.8",
    },
  },
  announces: true,
  text: flow,
};

function flow(inputs: ClientInputs): string {
  const { stackName, name, clientId, place, login, topics, leftOut, qos, status } = inputs;
  const id = (what: string) => createHash("sha256").update(`${stackName}/${name}/${what}`).digest("hex").slice(0, 16);
  const [tab, tls, broker, debug] = ["tab", "tls", "broker", "debug"].map(id);
  const out = topics.filter(({ direction }) => direction === "out");
  const into = topics.filter(({ direction }) => direction === "in");
  const said = (moment: "birth" | "will" | "close", payload: string) =>
    status === undefined
      ? { [`${moment}Topic`]: "" }
      : {
          [`${moment}Topic`]: status.topic,
          [`${moment}Qos`]: String(qos),
          [`${moment}Retain`]: String(status.retain),
          [`${moment}Payload`]: payload,
        };
  const nodes = [
    { id: tab, type: "tab", label: `AWS IoT Core: ${name}`, info: leftOut.map(leftOutText).join("\n") },
    {
      ...{ id: tls, type: "tls-config", name: "AWS IoT Core" },
      ...(login.kind === "certificate" ? { cert: login.certificateFile, key: login.keyFile } : { cert: "", key: "" }),
      ...{
        ca: place.caFile ?? "",
        certname: "",
        keyname: "",
        caname: "",
        servername: place.host,
        verifyservercert: true,
      },
      alpnprotocol: place.alpn ?? "",
    },
    {
      ...{
        id: broker,
        type: "mqtt-broker",
        name: `${name} at AWS IoT Core`,
        broker: place.host,
        port: String(place.port),
      },
      ...{
        tls,
        usetls: true,
        clientid: clientId,
        protocolVersion: "4",
        keepalive: "60",
        cleansession: true,
        autoConnect: true,
      },
      autoUnsubscribe: true,
      ...{ ...said("birth", "online"), ...said("close", "offline"), ...said("will", "lost") },
      ...(login.kind === "certificate"
        ? {}
        : { credentials: { user: login.username, password: login.password ?? "" } }),
    },
    {
      id: debug,
      type: "debug",
      z: tab,
      name: "received",
      active: true,
      tosidebar: true,
      complete: "payload",
      x: 560,
      y: 80,
      wires: [],
    },
    ...into.map(({ filter }, at) => ({
      ...{
        id: id(`in ${filter}`),
        type: "mqtt in",
        z: tab,
        name: "",
        topic: filter,
        qos: String(qos),
        datatype: "auto-detect",
      },
      ...{ broker, inputs: 0, x: 200, y: 80 + 60 * at, wires: [[debug]] },
    })),
    ...out.flatMap(({ filter }, at) => {
      const y = 80 + 60 * (into.length + at);
      const [publish, topic] = [id(`out ${filter}`), filter.replace(/#$/, "hello")];
      const payload = {
        props: [{ p: "payload" }],
        payload: "hello",
        payloadType: "str",
        repeat: "",
        once: false,
        onceDelay: 0.1,
        topic: "",
      };
      return [
        {
          id: id(`inject ${filter}`),
          type: "inject",
          z: tab,
          name: "say hello",
          ...payload,
          x: 200,
          y,
          wires: [[publish]],
        },
        {
          id: publish,
          type: "mqtt out",
          z: tab,
          name: "",
          topic,
          qos: String(qos),
          retain: "false",
          broker,
          x: 560,
          y,
          wires: [],
        },
      ];
    }),
  ];
  return visibleJson(nodes, 2);
}

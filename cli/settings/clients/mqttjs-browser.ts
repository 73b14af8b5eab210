import { javaScriptString } from "../../../config/text";
import type { ClientInputs, SettingsClient } from "../settings-client";
import { mqttJsEvents, willOption } from "./mqttjs";

/** A web page with MQTT.js, over WebSocket. */
export const mqttjsBrowser: SettingsClient = {
  name: "mqttjs-browser",
  title: "MQTT.js in a browser",
  versions: "5",
  kind: "library",
  alpn: {
    wayOut: "A web page cannot set ALPN: it needs MQTT over WebSocket, so the account's endpoint or one for MQTT_WSS.",
    source: "https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  onlyWebSocket: true,
  logins: ["password", "token"],
  place: "index.html, with mqtt.min.js of the npm package mqtt (dist/mqtt.min.js) beside it",
  traps: [
    "The page logs in with a token or a password, not with a certificate: everyone who can open the page can read the secret in it.",
    "A password stays valid after the visit, so use a stack with signing: let your server put a short-lived token into the page of each visitor (token issue --expires 15m).",
    "When a page is closed, the browser sends a Close frame (1001), which AWS IoT Core treats as a disconnect by the client: the will is published when the network fails, not when the page is closed.",
    "Browsers cannot set headers on a WebSocket: the token goes into the MQTT user name, as here, or into the URL.",
  ],
  keys: {
    names: ["mqtt.connect", "client.on", "client.subscribeAsync", "client.publishAsync"],
    source: "https://github.com/mqttjs/MQTT.js#browser",
    compared: {
      how: "run",
      with: "MQTT.js 5.16.0 in Chromium",
    },
  },
  announces: true,
  text: page,
};

function page(inputs: ClientInputs): string {
  const { clientId, place, login } = inputs;
  // A string in a page's script must not contain what ends the script: </script>.
  const js = (text: string) => javaScriptString(text).replaceAll("<", "\\u003c");
  const script = [
    "const lines = document.querySelector('pre');",
    "const tell = (line) => lines.append(line, document.createElement('br'));",
    `const client = mqtt.connect(${js(`wss://${place.host}:${place.port}/mqtt`)}, {`,
    ...(login.kind === "certificate"
      ? []
      : [
          `  username: ${js(login.username)},`,
          ...(login.password === undefined ? [] : [`  password: ${js(login.password)},`]),
        ]),
    `  clientId: ${js(clientId)},`,
    "  protocolVersion: 5,",
    ...willOption(inputs),
    "});",
    ...mqttJsEvents(inputs, "tell"),
  ].map((line) => `      ${line}`);
  return [
    "<!doctype html>",
    '<html lang="en">',
    "  <head>",
    '    <meta charset="utf-8">',
    "    <title>AWS IoT Core</title>",
    '    <script src="mqtt.min.js"></script>',
    "  </head>",
    "  <body>",
    "    <pre></pre>",
    "    <script>",
    ...script.map((line) => line.replaceAll("</", "<\\/")),
    "    </script>",
    "  </body>",
    "</html>",
  ].join("\n");
}

import type { PasteForms } from "../../identity/tokens";

const HEADINGS: Readonly<Record<keyof PasteForms, string>> = {
  mqttUserName: "MQTT user name; no password (port 443, ALPN mqtt)",
  webSocketUrl: "MQTT over WebSocket",
  curl: "HTTPS",
  testInvoke: "AWS CLI",
};

/** The forms of a token, each on a line of its own under a heading. */
export function formsText(forms: PasteForms): string {
  const names = Object.keys(HEADINGS) as (keyof PasteForms)[];
  return names
    .flatMap((name) => (forms[name] === undefined ? [] : [`# ${HEADINGS[name]}\n${forms[name]}`]))
    .join("\n\n");
}

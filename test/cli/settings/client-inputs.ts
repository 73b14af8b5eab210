import { chooseRoute } from "../../../cli/settings/choose-route";
import type { ClientInputs, ClientLogin, SettingsClient } from "../../../cli/settings/settings-client";

const HOST = "abc123-ats.iot.us-east-1.amazonaws.com";
const CA = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----";
const named = { username: "gw-1", authorizerName: "shop" };
/** A login of each kind. */
export const LOGINS: Readonly<Record<ClientLogin["kind"], ClientLogin>> = {
  password: {
    kind: "password",
    username: "gw-1?x-amz-customauthorizer-name=shop",
    password: "it's-a-secret",
    parts: named,
  },
  token: {
    kind: "token",
    username: "gw-1?x-amz-customauthorizer-name=shop&x-amz-customauthorizer-signature=a%2Bb&token=t",
    parts: { ...named, token: { keyName: "token", value: "t", signature: "a+b" } },
  },
  certificate: { kind: "certificate", certificateFile: "devices/gw-1.pem", keyFile: "devices/gw-1.key" },
};

/** Returns the inputs of a client's text, with every optional part. */
export function inputsFor(client: SettingsClient, login: ClientLogin, local: boolean): ClientInputs {
  const protocol = "wayOut" in client.alpn && !client.webSocket ? "SECURE_MQTT" : "DEFAULT";
  return {
    stackName: "shop",
    name: "gw-1",
    clientId: "gw-1",
    place: {
      ...{ host: local ? "localhost" : HOST, port: 443, caPem: CA, ...(local && { caFile: "/home/me/ca.pem" }) },
      ...chooseRoute(client, login.kind, protocol),
    },
    login,
    qos: 1,
    topics: [
      { filter: "up/gw-1/#", direction: "out" },
      { filter: "down/gw-1/#", direction: "in" },
    ],
    leftOut: [],
    remarks: ["gw-1 is new here."],
    mayRetain: false,
    status: { topic: "up/gw-1/status", retain: true },
  };
}

import { chooseRoute } from "../../../cli/settings/choose-route";
import { CLIENT_ENTRIES } from "../../../cli/settings/client-table";
import { clientText } from "../../../cli/settings/client-text";
import type { ClientInputs, ClientLogin, SettingsClient } from "../../../cli/settings/settings-client";
import { describeWith } from "../../helpers/needs";
import { run } from "../../helpers/run";
import { keysIn, lastOf } from "./keys-in-text";

const HOST = "abc123-ats.iot.us-east-1.amazonaws.com";
const CA = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----";
const named = { username: "gw-1", authorizerName: "shop" };
const LOGINS: Readonly<Record<ClientLogin["kind"], ClientLogin>> = {
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

/** What a client is told: with every part that a text can have. */
function inputsFor(client: SettingsClient, login: ClientLogin, local: boolean): ClientInputs {
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
    mayRetain: false,
    status: { topic: "up/gw-1/status", retain: true },
  };
}

describe.each(CLIENT_ENTRIES.map(({ name, client }) => [name, client] as const))("the text for %s", (name, load) => {
  it("parses in its format, and holds nothing but keys that its makers document, for every login and endpoint", async () => {
    const client = await load();
    const known = new Set(client.keys.names.flatMap((key) => [key, ...key.split("."), lastOf(key)]));
    for (const kind of client.logins) {
      for (const local of [false, true]) {
        const text = clientText(client, inputsFor(client, LOGINS[kind], local));
        const used = await keysIn(name, text);
        expect([kind, [...used].filter((key) => !known.has(key))]).toEqual([kind, []]);
        expect(used.size).toBeGreaterThan(2);
      }
    }
  });

  it("names where to connect, as whom, and a file in place of a key", async () => {
    const client = await load();
    for (const kind of client.logins) {
      const text = clientText(client, inputsFor(client, LOGINS[kind], true));
      expect(text).toContain("localhost");
      expect(text).toContain("gw-1");
      if (kind === "certificate") expect(text).not.toMatch(/PRIVATE KEY|it's-a-secret|customauthorizer/);
      if (kind === "password") expect(text).toMatch(/it(\\)?'s-a-secret/);
      if (client.comment !== undefined && client.traps[0] !== undefined)
        expect(text.replaceAll(`\n${client.comment}`, "")).toContain(client.traps[0]);
    }
  });

  it("sends ALPN where the endpoint asks for it, and names the way out where it cannot", async () => {
    const client = await load();
    if (!client.logins.includes("password")) return;
    if ("since" in client.alpn) {
      expect(chooseRoute(client, "password", "DEFAULT")).toEqual({ transport: "tls", alpn: "mqtt" });
    } else if (client.webSocket) {
      expect(chooseRoute(client, "password", "DEFAULT")).toEqual({ transport: "wss" });
    } else {
      const { wayOut } = client.alpn;
      expect(() => chooseRoute(client, "password", "DEFAULT")).toThrow(wayOut);
      expect(chooseRoute(client, "password", "SECURE_MQTT")).toEqual({ transport: "tls" });
    }
    expect(() => chooseRoute(client, "password", "HTTPS")).toThrow("which carries no MQTT");
  });
});

describeWith(["python3"], "the Python texts", () => {
  it.each(["paho-python", "micropython", "aws-sdk-python"])("are Python: %s", async (name) => {
    const client = await CLIENT_ENTRIES.find((entry) => entry.name === name)?.client();
    if (client === undefined) throw new Error(`there is no client ${name}`);
    for (const kind of client.logins) {
      const input = clientText(client, inputsFor(client, LOGINS[kind], true));
      const { code, output } = await run("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input });
      expect([kind, code, output]).toEqual([kind, 0, ""]);
    }
  });
});

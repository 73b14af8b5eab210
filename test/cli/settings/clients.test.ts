import { chooseRoute } from "../../../cli/settings/choose-route";
import { CLIENT_ENTRIES } from "../../../cli/settings/client-table";
import { clientText } from "../../../cli/settings/client-text";
import { describeWith } from "../../helpers/needs";
import { run } from "../../helpers/run";
import { inputsFor, LOGINS } from "./client-inputs";
import { keysIn, lastOf } from "./keys-in-text";

describe.each(CLIENT_ENTRIES.map(({ name, client }) => [name, client] as const))("the text for %s", (name, load) => {
  it("parses in its format, and contains documented keys only, for every login and endpoint", async () => {
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

  it("names the host and the client id, and a file in place of a private key", async () => {
    const client = await load();
    for (const kind of client.logins) {
      const text = clientText(client, inputsFor(client, LOGINS[kind], true));
      expect(text).toContain("localhost");
      expect(text).toContain("gw-1");
      if (kind === "certificate") expect(text).not.toMatch(/PRIVATE KEY|it's-a-secret|customauthorizer/);
      if (kind === "password") expect(text).toMatch(/it(\\)?'s-a-secret/);
      if (client.comment !== undefined && client.traps[0] !== undefined)
        expect(text.replaceAll(`\n${client.comment}`, "")).toContain(client.traps[0]);
      if (client.comment !== undefined) expect(text).toContain("gw-1 is new here.");
      if (client.comment !== undefined && client.localLimit !== undefined)
        expect(text.replaceAll(`\n${client.comment}`, "")).toContain(client.localLimit);
    }
  });

  it("sends ALPN where the endpoint needs it, or says what to do if the client cannot", async () => {
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

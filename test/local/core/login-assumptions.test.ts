import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { connect } from "./connect";

const DOMAIN = "iot.example.com";

let standIn: CustomStandIn;
afterEach(() => standIn?.close());

/** Starts a stand-in with an endpoint that accepts only one protocol. */
async function start(login: object, applicationProtocol = "SECURE_MQTT"): Promise<void> {
  standIn = await startWithHandler(allowing(), { login, hosts: ["printers.test"] });
  const endpoint = { domainName: DOMAIN, authenticationType: "CUSTOM_AUTH", applicationProtocol } as never;
  standIn.core.load({
    stackName: "custom",
    function: { zip: Buffer.alloc(0), handler: "index.handler" },
    authorizer: { name: "custom", signingDisabled: true },
    setAsDefault: true,
    endpoint,
  });
  await standIn.replace(allowing());
}

describe("MQTT without ALPN", () => {
  const without = (servername: string) =>
    connect(standIn.core, { servername, ALPNProtocols: [], connectTimeout: 5_000 });

  it("is answered as HTTP with mqttWithoutAlpn=refuse", async () => {
    await start({ mqttWithoutAlpn: "refuse" });
    await expect(without(DOMAIN)).rejects.toThrow();
    expect(standIn.calls()).toEqual([]);
  });

  it("is accepted at an endpoint for MQTT only, and nowhere else", async () => {
    await start({});
    const client = await without(DOMAIN);
    client.end(true);
    expect(standIn.calls()).toMatchObject([
      { protocols: ["tls", "mqtt"], protocolData: { tls: { serverName: DOMAIN } } },
    ]);
    await expect(without("localhost")).rejects.toThrow();
  });

  it("is not accepted at an endpoint for another protocol", async () => {
    await start({}, "MQTT_WSS");
    await expect(without(DOMAIN)).rejects.toThrow();
  });
});

describe("a server name that is no endpoint's", () => {
  const asking = (servername: string) => connect(standIn.core, { servername, rejectUnauthorized: false });

  it("is treated as the account's endpoint by default", async () => {
    await start({});
    (await asking("none.example.com")).end(true);
    expect(standIn.calls()).toHaveLength(1);
  });

  it("is refused with unknownServerName=refuse, without a call of the function", async () => {
    await start({ unknownServerName: "refuse" });
    await expect(asking("none.example.com")).rejects.toMatchObject({ code: 0x87 });
    expect(standIn.calls()).toEqual([]);
    expect(standIn.events).toContainEqual(
      expect.objectContaining({ allowed: false, reason: 'there is no endpoint "none.example.com"' }),
    );
  });

  it.each(["localhost", "Printers.test", "IOT.example.com"])("is none of %s", async (name) => {
    await start({ unknownServerName: "refuse" });
    (await asking(name)).end(true);
    expect(standIn.calls()).toHaveLength(1);
  });
});

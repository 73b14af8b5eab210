import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { connect } from "./connect";

const DOMAIN = "iot.example.com";
const endpoint = { domainName: DOMAIN, authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" } as const;

describe("endpoints besides the account's own", () => {
  let standIn: CustomStandIn;
  beforeEach(async () => {
    standIn = await startWithHandler(allowing(), { hosts: [DOMAIN] }, { setAsDefault: false });
  });
  afterEach(() => standIn?.close());

  /** Loads the stack anew, with an endpoint. */
  const load = async (change: object = {}): Promise<void> => {
    standIn.core.load({
      stackName: "custom",
      function: { zip: Buffer.alloc(0), handler: "index.handler" },
      authorizer: { name: "custom", signingDisabled: true },
      endpoint: { ...endpoint, ...change },
    });
    await standIn.replace(allowing());
  };

  it("let in who names no authorizer, by the server name, and not under the account's own", async () => {
    await load();

    const client = await connect(standIn.core, { servername: DOMAIN, username: "u" });
    expect(standIn.calls()).toMatchObject([{ protocolData: { tls: { serverName: DOMAIN } } }]);
    client.end(true);
    await expect(connect(standIn.core, { username: "u" })).rejects.toMatchObject({ code: 0x87 });
  });

  it("refuse everybody while they are DISABLED", async () => {
    await load({ status: "DISABLED" });

    await expect(connect(standIn.core, { servername: DOMAIN, username: "u" })).rejects.toMatchObject({ code: 0x87 });
    expect(standIn.calls()).toEqual([]);
  });

  it("refuse other protocols than theirs", async () => {
    await load({ applicationProtocol: "HTTPS" });

    await expect(connect(standIn.core, { servername: DOMAIN, username: "u" })).rejects.toMatchObject({ code: 0x87 });
  });
});

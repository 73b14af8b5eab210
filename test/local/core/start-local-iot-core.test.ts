import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { startLocalIotCore } from "../../../local";
import { StandInOptionError } from "../../../local/local-errors";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { CONNECT } from "../gateway/raw-client";
import { connect } from "./connect";

const UUID = expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);

describe("the local AWS IoT Core", () => {
  let standIn: CustomStandIn;
  beforeEach(async () => {
    standIn = await startWithHandler(allowing());
  });
  afterEach(() => standIn?.close());

  it("sends the function exactly AWS's event for an MQTT login", async () => {
    const client = await connect(standIn.core, { clientId: "c", username: "u?SDK=x", password: "\u00e9" });
    expect(standIn.calls()).toEqual([
      {
        signatureVerified: false,
        protocols: ["tls", "mqtt"],
        protocolData: {
          tls: { serverName: "localhost" },
          mqtt: { username: "u?SDK=x", password: "w6k=", clientId: "c" },
        },
        connectionMetadata: { id: UUID },
      },
    ]);
    client.end(true);
  });

  it("sends the function no client id, user name or password that the client did not send", async () => {
    const client = await connect(standIn.core, { clientId: "" });
    expect(standIn.calls()[0]).toMatchObject({ protocolData: { tls: { serverName: "localhost" }, mqtt: {} } });
    expect(standIn.calls()[0]?.protocolData).toEqual({ tls: { serverName: "localhost" }, mqtt: {} });
    client.end(true);
  });

  it("sends the function one event with both a WebSocket's upgrade and its CONNECT", async () => {
    const url = `wss://localhost:${standIn.core.port}/mqtt?x-amz-customauthorizer-name=custom&tok=1`;
    const socket = new WebSocket(url, ["mqtt"], { ca: standIn.core.certificates.ca, headers: { "X-Own": "1" } });
    await new Promise((resolve) => socket.once("open", resolve));
    expect(standIn.calls()).toEqual([]);
    socket.send(CONNECT);
    await new Promise((resolve) => socket.once("message", resolve));
    expect(standIn.calls()).toEqual([
      {
        signatureVerified: false,
        protocols: ["tls", "http", "mqtt"],
        protocolData: {
          tls: { serverName: "localhost" },
          http: {
            headers: expect.objectContaining({ "X-Own": "1" }),
            queryString: "?x-amz-customauthorizer-name=custom&tok=1",
          },
          mqtt: { clientId: "raw" },
        },
        connectionMetadata: { id: UUID },
      },
    ]);
    socket.terminate();
  });

  it("calls a replaced function for new logins, and disconnects no client", async () => {
    const client = await connect(standIn.core, { clientId: "old" });
    await standIn.replace("exports.handler = async () => ({ isAuthenticated: false });");
    await expect(connect(standIn.core, { clientId: "new" })).rejects.toMatchObject({ code: 135 });
    await expect(client.publishAsync("a", "x", { qos: 1 })).resolves.toBeDefined();
    expect(standIn.core.clientIds()).toEqual(["old"]);
    client.end(true);
  });

  it.each([
    ["throws", "exports.handler = async () => { throw new Error('secret'); };", /failed: Error: secret/],
    ["exits", "exports.handler = async () => process.exit(3);", /failed: Runtime\.ExitError/],
    ["answers nothing", "exports.handler = async () => {};", /failed: the response must be an object/],
    ["answers nonsense", "exports.handler = async () => ({ isAuthenticated: 'yes' });", /isAuthenticated must be/],
    [
      "answers with a policy that is none",
      allowing("answer.policyDocuments[0].Statement[0].Effect = 'allow';"),
      /policy AWS would not accept: policyDocuments\[0\]\.Statement\[0\]\.Effect must be "Allow" or "Deny"/,
    ],
    ["does not parse", "exports.handler = {{{", /failed: Runtime\.UserCodeSyntaxError|SyntaxError/],
  ])("refuses the client and keeps running if the function %s", async (_, handler, reason) => {
    await standIn.replace(handler);
    await expect(connect(standIn.core, { clientId: "c" })).rejects.toMatchObject({ code: 135 });
    const refused = await standIn.seen((event) => event.event === "decision" && !event.allowed);
    expect(refused).toMatchObject({ action: "iot:Connect", reason: expect.stringMatching(reason) });
    await standIn.replace(allowing());
    const client = await connect(standIn.core, { clientId: "c" });
    client.end(true);
  });

  it("reports a refused login once, and other failures as problems", async () => {
    await standIn.replace("exports.handler = async () => ({ isAuthenticated: false });");
    await expect(connect(standIn.core, { clientId: "c" })).rejects.toMatchObject({ code: 135 });
    await standIn.replace(allowing());
    const client = await connect(standIn.core, { clientId: "d" });
    client.publish("a/b/c/d/e/f/g/h/i", "x", { qos: 1 });
    const problem = await standIn.seen(({ event }) => event === "problem");
    expect(problem).toMatchObject({ kind: "client", clientId: "d", message: expect.stringContaining("slashes") });
    expect(standIn.events.filter(({ event }) => event === "problem")).toHaveLength(1);
    client.end(true);
  });

  it("answers DescribeEndpoint with its own address", () => {
    const { store } = standIn.core.controlPlane;
    expect(store.region("us-east-1").endpointAddress("iot:Data-ATS")).toBe(`localhost:${standIn.core.port}`);
  });

  it("refuses a deployment for another place, and a function it does not have", () => {
    const { core } = standIn;
    const deployment = {
      ...{ stackName: "s", authorizer: { name: "a" } },
      function: { zip: Buffer.alloc(0), handler: "index.handler" },
    };
    expect(() => core.load({ ...deployment, region: "eu-west-1" })).toThrow(StandInOptionError);
    expect(() => core.load({ ...deployment, accountId: "000000000000" })).toThrow(
      /account 123456789012, got: us-east-1 and 0/,
    );
    expect(() => core.replaceFunction(Buffer.alloc(0), "arn:x")).toThrow(
      /^functionArn must be a loaded function's, got: arn:x/,
    );
  });

  it("frees its ports when it is closed, clients or not", async () => {
    const client = await connect(standIn.core, { clientId: "c" });
    client.on("error", () => {});
    const { port, controlPlane } = standIn.core;
    await standIn.core.close();
    for (const one of [port, controlPlane.port]) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(one, "127.0.0.1", () => server.close(() => resolve()));
      });
    }
  });
});

describe("the local AWS IoT Core does not start", () => {
  let certificatesFolder: string;
  beforeEach(async () => {
    certificatesFolder = await mkdtemp(join(tmpdir(), "iot-auth-core-"));
  });
  afterEach(() => rm(certificatesFolder, { recursive: true, force: true }));

  it.each([
    ["a time scale of 0", { timeScale: 0 }, "timeScale must be a number greater than 0, got: 0"],
    ["an account that is none", { accountId: "12" }, "accountId must be 12 digits, got: 12"],
    ["a host that is none", { hosts: ["a b"] }, "host must be a host name or an IP address, got: a b"],
    ["an address that is not this computer's", { host: "192.0.2.1" }, "got: 192.0.2.1:0 (EADDRNOTAVAIL)"],
  ])("with %s", async (_, options, message) => {
    await expect(startLocalIotCore({ certificatesFolder, ...options })).rejects.toThrow(message);
  });

  it("on a port that the control plane cannot have, and frees the gateway's", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    await expect(startLocalIotCore({ certificatesFolder, controlPlane: { port } })).rejects.toThrow(
      "port must be free",
    );
    await new Promise((resolve) => taken.close(resolve));
  });
});

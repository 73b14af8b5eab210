import type { Duplex } from "node:stream";
import { generate } from "mqtt-packet";
import WebSocket from "ws";
import type { ConnectInfo } from "../../../local/broker";
import type { GatewayContext } from "../../../local/gateway/connection-context";
import { CONNECT } from "./raw-client";
import { ALLOW_ALL, openTestGateway, type TestGateway } from "./test-gateway";

describe("MQTT over WebSocket", () => {
  let gateway: TestGateway;
  const logins: ConnectInfo[] = [];
  beforeAll(async () => {
    gateway = await openTestGateway({
      broker: {
        authenticate: async (login) => {
          logins.push(login);
          return { ok: true, policy: ALLOW_ALL };
        },
      },
    });
  });
  afterAll(() => gateway?.close());

  const open = (path: string, protocols: string[] = ["mqtt"], headers = {}) =>
    new WebSocket(`wss://localhost:${gateway.port}${path}`, protocols, { ca: gateway.ca, headers });
  const outcome = (socket: WebSocket) =>
    new Promise<string>((resolve) => {
      socket.on("open", () => resolve("open"));
      socket.on("unexpected-response", (_, { statusCode }) => resolve(String(statusCode)));
      socket.on("error", (error) => resolve(error.message));
    });

  it("is accepted at /mqtt with the subprotocol mqtt", async () => {
    const socket = open("/mqtt?x-amz-customauthorizer-name=a", ["other", "mqtt"], { "X-Own": "1" });
    expect(await outcome(socket)).toBe("open");
    expect(socket.protocol).toBe("mqtt");
    const answer = new Promise<Buffer>((resolve) => socket.once("message", (data: Buffer) => resolve(data)));
    // Sends a packet in several frames.
    for (const byte of CONNECT) socket.send(Buffer.of(byte));
    expect([...(await answer)]).toEqual([0x20, 2, 0, 0]);
    const { meta } = logins.at(-1) as ConnectInfo;
    expect(meta).toMatchObject({ transport: "wss", remoteAddress: "127.0.0.1" });
    expect(meta.context as GatewayContext).toMatchObject({
      serverName: "localhost",
      http: { headers: { "X-Own": "1" }, queryString: "?x-amz-customauthorizer-name=a" },
    });
    socket.terminate();
  });

  it.each([
    ["/", ["mqtt"], "404"],
    ["/mqtt/", ["mqtt"], "404"],
    ["/mqtt", ["mqttv5"], "400"],
    ["/mqtt", [], "400"],
  ])("is refused at %s with %j", async (path, protocols, status) => {
    expect(await outcome(open(path, protocols))).toBe(status);
  });

  it.each([
    [["mqttv3.1"], "mqttv3.1"],
    [["mqttv3.1", "mqtt"], "mqtt"],
  ])("is accepted with the subprotocols %j, and chooses %s", async (protocols, chosen) => {
    const socket = open("/mqtt", protocols);
    expect([await outcome(socket), socket.protocol]).toEqual(["open", chosen]);
    socket.terminate();
  });

  it("is refused with only mqttv3.1 with oldSubprotocol=refuse", async () => {
    const strict = await openTestGateway({ oldSubprotocol: false });
    const url = `wss://localhost:${strict.port}/mqtt`;
    expect(await outcome(new WebSocket(url, ["mqttv3.1"], { ca: strict.ca }))).toBe("400");
    const socket = new WebSocket(url, ["mqttv3.1", "mqtt"], { ca: strict.ca });
    expect([await outcome(socket), socket.protocol]).toEqual(["open", "mqtt"]);
    socket.terminate();
    await strict.close();
  });

  it("ends at a text frame", async () => {
    const socket = open("/mqtt");
    await outcome(socket);
    socket.send(CONNECT.toString("latin1"));
    const heard: unknown[] = [];
    socket.on("message", (data) => heard.push(data));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(heard).toEqual([]);
  });

  it("ends at a frame larger than any packet", async () => {
    const socket = open("/mqtt");
    await outcome(socket);
    socket.send(Buffer.alloc(300 * 1024));
    const code = await new Promise((resolve) => socket.once("close", resolve));
    expect(code).toBe(1009);
  });

  it.each([
    ["sends the Will of a client that vanishes", (socket: WebSocket) => socket.terminate(), ["last words"]],
    [
      "sends the Will of a client that ends its TCP connection in order, without a Close frame",
      (socket: WebSocket) => (socket as unknown as { _socket: Duplex })._socket.end(),
      ["last words"],
    ],
    ["sends no Will after a Close frame", (socket: WebSocket) => socket.close(), []],
    [
      "sends no Will after the Close frame of a browser whose page is left, 1001 (RFC 6455, 7.4.1)",
      (socket: WebSocket) => socket.close(1001),
      [],
    ],
  ])("%s", async (_, leave, expected) => {
    const published: string[] = [];
    const watched = await openTestGateway({
      broker: {
        onEvent: (event) => {
          if (event.type === "published") published.push(event.topic);
          if (event.type === "disconnected") left();
        },
      },
    });
    let left = () => {};
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const socket = new WebSocket(`wss://localhost:${watched.port}/mqtt`, ["mqtt"], { ca: watched.ca });
    await outcome(socket);
    const will = { topic: "last words", payload: Buffer.from("x"), qos: 0 as const, retain: false };
    socket.send(generate({ cmd: "connect", clientId: "w", protocolVersion: 4, clean: true, will }));
    await new Promise((resolve) => socket.once("message", resolve));
    leave(socket);
    await gone;
    await watched.close();
    expect(published).toEqual(expected);
  });
});

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import fc from "fast-check";
import { generate } from "mqtt-packet";
import { attempt, CONNECT } from "./raw-client";
import { openTestGateway, type TestGateway } from "./test-gateway";

/**
 * Resolves when a socket is closed. `once` of `node:events` would reject for a reset, which is one way to refuse
 * garbage.
 */
const closed = (socket: Socket) => new Promise((resolve) => socket.once("close", resolve));

describe("random bytes", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway({
      limits: { handshakeMilliseconds: 300, headersMilliseconds: 300 },
      broker: { limits: { connectTimeoutMs: 300 } },
    });
  });
  afterAll(() => gateway?.close());

  const publish = generate({
    cmd: "publish",
    topic: "a",
    payload: "x",
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  });
  const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
  const afterConnect = bytes.map((tail) => Buffer.concat([CONNECT, tail]));
  const almostMqtt = fc
    .tuple(fc.constantFrom(CONNECT, Buffer.concat([CONNECT, publish])), fc.nat(), fc.nat(255))
    .map(([packet, at, value]) => {
      const spoilt = Buffer.from(packet);
      spoilt[at % spoilt.length] = value;
      return spoilt;
    });
  const almostHttp = bytes.map((tail) =>
    Buffer.concat([Buffer.from("POST /topics/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"), tail]),
  );

  it.each([
    ["as MQTT", ["mqtt"], fc.oneof(bytes, afterConnect, almostMqtt)],
    ["as HTTP", ["http/1.1"], fc.oneof(bytes, almostHttp)],
  ])(
    "%s harm no other client",
    async (_, ALPNProtocols, garbage) => {
      const target = { host: "127.0.0.1", port: gateway.port, ca: gateway.ca, servername: "localhost", ALPNProtocols };
      await fc.assert(
        fc.asyncProperty(fc.array(garbage, { minLength: 8, maxLength: 8 }), async (all) => {
          await Promise.all(
            all.map(async (one) => {
              const socket = connect(target, () => socket.end(one));
              socket.on("error", () => {}).resume();
              await closed(socket);
            }),
          );
          const good = await attempt({ ...target, ALPNProtocols: ["mqtt"] }, CONNECT, { untilAnswer: true });
          expect(good.answer).toBe("\x20\x02\x00\x00");
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );
});

describe("malformed connections", () => {
  let server: ChildProcess;
  let target: { port: number; ca: string };
  const ask = async () => {
    server.send("how are you?");
    const [answer] = await once(server, "message");
    return answer as { bytes: number; sockets: number; connections: number };
  };
  beforeAll(async () => {
    server = fork(join(__dirname, "gateway-process.ts"), { execArgv: ["--import", "tsx", "--expose-gc"] });
    [target] = (await once(server, "message")) as [typeof target];
  });
  afterAll(async () => {
    if (!server.connected) return;
    server.send("close");
    await once(server, "exit");
  });

  const GARBAGE = [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    CONNECT,
    Buffer.alloc(64, 0xff),
    Buffer.from("16030100fa010000f60303", "hex"),
    Buffer.alloc(0),
  ];
  async function plain(index: number): Promise<void> {
    const socket = connectTcp(target.port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    socket.end(GARBAGE[index % GARBAGE.length] ?? "");
    await closed(socket);
  }
  async function secured(index: number): Promise<void> {
    const ALPNProtocols = [index % 2 === 0 ? "mqtt" : "http/1.1"];
    const options = { host: "127.0.0.1", ...target, servername: "localhost", ALPNProtocols };
    const socket = connect(options, () => socket.end(GARBAGE[index % GARBAGE.length] ?? ""));
    socket.on("error", () => {}).resume();
    await closed(socket);
  }
  async function flood(count: number, one: (index: number) => Promise<void>, concurrency: number): Promise<void> {
    let next = 0;
    const worker = async () => {
      while (next < count) await one(next++);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  /** Number of connections in a round: without TLS, and with a TLS handshake, which takes much longer. */
  const PLAIN = 2_000;
  const SECURED = 40;
  const WARM_UP = 2;
  const ROUNDS = 5;
  /**
   * Bytes for each connection: less than the smallest object that a connection could leave, an entry of a map or a
   * timer.
   */
  const LEFT_OF_ONE = 80;

  it("leave no memory and no socket behind", async () => {
    const growth: number[] = [];
    let before = 0;
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      await flood(PLAIN, plain, 50);
      await flood(SECURED, secured, 10);
      const { bytes, ...left } = await ask();
      expect(left).toEqual({ sockets: 0, connections: 0 });
      growth.push(bytes - before);
      before = bytes;
    }
    // Memory that every connection leaves behind grows in every round; memory that Node.js itself uses varies.
    const usual = growth.slice(WARM_UP).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    expect(usual / (PLAIN + SECURED)).toBeLessThan(LEFT_OF_ONE);
  }, 300_000);
});

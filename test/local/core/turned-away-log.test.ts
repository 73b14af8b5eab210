import type { BrokerEvent } from "../../../local/broker";
import { type TurnedAwayEvent, TurnedAwayLog, turnedAwayAtBroker } from "../../../local/core/turned-away-log";
import { allowing, startWithHandler } from "../../clients/custom-function";
import { attempt } from "../gateway/raw-client";

describe("clients that are turned away", () => {
  let now = 0;
  let told: TurnedAwayEvent[] = [];
  let log: TurnedAwayLog;
  beforeEach(() => {
    now = 0;
    told = [];
    log = new TurnedAwayLog(
      { caFile: "ca.pem" },
      { now: () => 5 },
      (event) => told.push(event),
      () => now,
    );
  });
  const counts = () => told.map(({ count }) => count);

  it("are reported with cause and remedy", () => {
    log.tell({ cause: "no-server-name", remoteAddress: "192.0.2.7" });
    expect(told).toEqual([
      {
        event: "turned-away",
        time: 5,
        cause: "no-server-name",
        remoteAddress: "192.0.2.7",
        count: 1,
        message: "It sent no server name (SNI).",
        remedy: expect.stringContaining("Connect with a host name such as localhost"),
      },
    ]);
  });

  it("are reported three times, then at 10, 100, 1,000, however often they try", () => {
    for (let i = 0; i < 5000; i++) {
      now += 5_000;
      log.tell({ cause: "not-tls", remoteAddress: "192.0.2.7" });
    }
    expect(counts()).toEqual([1, 2, 3, 10, 100, 1000]);
  });

  it("are reported again after a minute without a failure", () => {
    for (const at of [0, 60_000, 120_001, 120_002]) {
      now = at;
      log.tell({ cause: "not-tls", remoteAddress: "192.0.2.7" });
    }
    expect(counts()).toEqual([1, 2, 1, 2]);
  });

  it("are counted by cause and by address", () => {
    log.tell({ cause: "not-tls", remoteAddress: "192.0.2.7" });
    log.tell({ cause: "not-tls", remoteAddress: "192.0.2.8" });
    log.tell({ cause: "plain-http", remoteAddress: "192.0.2.7" });
    expect(counts()).toEqual([1, 1, 1]);
  });

  it("are counted together when they come from very many addresses, while other causes are still told apart", () => {
    for (let i = 0; i < 20_000; i++) log.tell({ cause: "not-tls", remoteAddress: `10.0.${i >> 8}.${i & 255}` });
    expect(told.length).toBe(100 + 3 + 4);
    expect(told.at(-1)).toMatchObject({ count: 10_000 });
    expect(told.at(-1)).not.toHaveProperty("remoteAddress");

    log.tell({ cause: "no-server-name", remoteAddress: "192.0.2.7" });
    expect(told.at(-1)).toMatchObject({ cause: "no-server-name", remoteAddress: "192.0.2.7", count: 1 });
  });
});

const PINGREQ = Buffer.of(0xc0, 0);

describe("a connection without a CONNECT", () => {
  const meta = { id: "c-1", transport: "mqtt", remoteAddress: "192.0.2.7" } as const;
  const refused = (more: object) => turnedAwayAtBroker({ type: "refused", meta, ...more } as BrokerEvent);

  it.each([
    ["no CONNECT in time", "connect-timeout"],
    ["the client closed the connection", "closed-before-connect"],
    ["read ECONNRESET", "closed-before-connect"],
    ["the first packet must be CONNECT", "not-mqtt"],
  ])("counts as turned away: %s", (message, cause) => {
    expect(refused({ message })).toEqual({ cause, remoteAddress: "192.0.2.7", detail: message });
  });

  it.each([[{ clientId: "a", message: "no" }], [{ code: 1, message: "no" }]])("does not with a CONNECT: %j", (more) => {
    expect(refused(more)).toBeUndefined();
  });

  it("is reported by the stand-in exactly once", async () => {
    const standIn = await startWithHandler(allowing());
    const { port, certificates } = standIn.core;
    const target = { port, servername: "localhost", ca: certificates.ca, ALPNProtocols: ["mqtt"] };
    await attempt(target, PINGREQ);
    await standIn.seen(({ event }) => event === "turned-away");
    await standIn.close();
    expect(standIn.events).toEqual([expect.objectContaining({ event: "turned-away", cause: "not-mqtt", count: 1 })]);
  });

  it("is reported by the stand-in if a web page calls its control plane", async () => {
    const standIn = await startWithHandler(allowing());
    const { status } = await fetch(standIn.core.controlPlane.url, { headers: { origin: "https://evil.example" } });
    const event = await standIn.seen((one) => one.event === "turned-away");
    await standIn.close();
    expect(status).toBe(403);
    expect(event).toMatchObject({
      cause: "web-page",
      message: expect.stringContaining("origin: https://evil.example"),
    });
  });
});

import type { MqttClient } from "mqtt";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { FakeClock } from "../fake-clock";
import { connect, disconnected } from "./connect";

const ANSWER = (refresh: number, disconnect: number, more = "") =>
  allowing(`answer.refreshAfterInSeconds = ${refresh}; answer.disconnectAfterInSeconds = ${disconnect}; ${more}`);
const REFUSE = "exports.handler = async () => ({ isAuthenticated: false });";

describe("a connection over its life", () => {
  let standIn: CustomStandIn;
  let clock: FakeClock;
  let client: MqttClient;

  async function begin(handler: string) {
    clock = new FakeClock();
    standIn = await startWithHandler(handler, { clock });
    client = await connect(standIn.core, { clientId: "c", username: "u", password: "p" });
  }
  const refreshed = () => standIn.seen((event) => event.event === "decision" && event.action === "iot:Refresh");
  afterEach(async () => {
    client?.end(true);
    await standIn?.close();
  });

  it("gets a refreshed policy without connecting again", async () => {
    await begin(ANSWER(300, 86_400));
    await expect(client.publishAsync("a/b", "x", { qos: 1 })).resolves.toBeDefined();
    await standIn.replace(
      ANSWER(300, 86_400, 'answer.policyDocuments[0].Statement[0].Resource = ["arn:aws:iot:*:*:topic/other"];'),
    );
    await expect(client.publishAsync("a/b", "x", { qos: 1 })).resolves.toBeDefined();
    clock.advance(300_000);
    expect(await refreshed()).toMatchObject({ clientId: "c", user: "u", allowed: true });
    await expect(client.publishAsync("a/b", "x", { qos: 1 })).rejects.toMatchObject({ code: 135 });
    expect(client.connected).toBe(true);
    expect(standIn.calls()[1]).toEqual(standIn.calls()[0]);
  });

  it.each([
    ["the function refuses it now", REFUSE],
    ["the function fails now", "exports.handler = async () => { throw new Error('no'); };"],
    ["the function's answer is beyond AWS's limits", ANSWER(1, 86_400)],
  ])("ends with the next refresh if %s", async (_, handler) => {
    await begin(ANSWER(300, 86_400));
    await standIn.replace(handler);
    const end = disconnected(client);
    clock.advance(300_000);
    expect(await end).toBe(0x87);
    expect(await refreshed()).toMatchObject({ allowed: false });
    expect(await standIn.seen(({ event }) => event === "disconnected")).toMatchObject({ reason: "AUTH_ERROR" });
  });

  it("ends with the next refresh if its authorizer was deleted", async () => {
    await begin(ANSWER(300, 86_400));
    standIn.core.controlPlane.store.region("us-east-1").authorizers.clear();
    const end = disconnected(client);
    clock.advance(300_000);
    expect(await end).toBe(0x87);
  });

  it("ends at disconnectAfterInSeconds of the login, whatever a refresh says, and leaves its Will", async () => {
    clock = new FakeClock();
    standIn = await startWithHandler(ANSWER(300, 500), { clock });
    const will = { topic: "wills/c", payload: Buffer.from("over"), qos: 1 as const };
    client = await connect(standIn.core, { clientId: "c", will });
    await standIn.replace(ANSWER(300, 86_400));
    clock.advance(300_000);
    await refreshed();
    const witness = await connect(standIn.core, { clientId: "witness" });
    await witness.subscribeAsync("wills/#", { qos: 1 });
    const heard = new Promise((resolve) =>
      witness.on("message", (topic, payload) => resolve([topic, String(payload)])),
    );
    const end = disconnected(client);
    clock.advance(200_000);
    expect(await end).toBe(0x98);
    expect(await heard).toEqual(["wills/c", "over"]);
    expect(await standIn.seen(({ event }) => event === "disconnected")).toMatchObject({
      clientId: "c",
      reason: "CUSTOMAUTH_TTL_EXPIRATION",
    });
    witness.end(true);
  });

  it("is separate: the end of an old connection's time does not disconnect a new one with the same client id", async () => {
    await begin(ANSWER(86_400, 500));
    clock.advance(400_000);
    const taken = disconnected(client);
    const successor = await connect(standIn.core, { clientId: "c" });
    expect(await taken).toBe(0x8e);
    clock.advance(200_000);
    await expect(successor.publishAsync("a", "x", { qos: 1 })).resolves.toBeDefined();
    successor.end(true);
  });

  it("passes faster with a time scale", async () => {
    standIn = await startWithHandler(ANSWER(300, 600), { timeScale: 3000 });
    client = await connect(standIn.core, { clientId: "c" });
    expect(await disconnected(client)).toBe(0x98);
  });
});

import { Agent, request } from "node:https";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { FakeClock } from "../fake-clock";

const HANDLER = allowing("answer.refreshAfterInSeconds = 300;");

describe("publishing over HTTPS", () => {
  let standIn: CustomStandIn;
  let clock: FakeClock;
  let agent: Agent;
  async function begin(enableCachingForHttp: boolean, handler = HANDLER) {
    clock = new FakeClock();
    standIn = await startWithHandler(handler, { clock }, { enableCachingForHttp });
    agent = new Agent({ keepAlive: true, maxSockets: 1, ca: standIn.core.certificates.ca });
  }
  afterEach(async () => {
    agent?.destroy();
    await standIn?.close();
  });

  const publish = (authorization = "good", path = "/topics/a?qos=1") =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: "localhost", port: standIn.core.port, path, method: "POST", agent };
      const sent = request({ ...options, headers: { authorization } }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      });
      sent.once("error", reject).end("payload");
    });

  it("calls the authorizer for every request by default, also on one connection", async () => {
    await begin(false);
    expect([await publish(), await publish(), await publish()]).toEqual([200, 200, 200]);
    expect(standIn.calls()).toHaveLength(3);
  });

  it("calls it once for a connection if the authorizer allows caching, until refreshAfterInSeconds", async () => {
    await begin(true);
    expect([await publish(), await publish("good", "/topics/b?qos=0"), await publish()]).toEqual([200, 200, 200]);
    expect(standIn.calls()).toHaveLength(1);
    clock.advance(300_000);
    expect(await publish()).toBe(200);
    expect(standIn.calls()).toHaveLength(2);
  });

  it("calls it again on another connection, and for other credentials", async () => {
    await begin(true);
    await publish();
    await publish("other");
    expect(standIn.calls()).toHaveLength(2);
    agent.destroy();
    agent = new Agent({ keepAlive: true, maxSockets: 1, ca: standIn.core.certificates.ca });
    await publish("other");
    expect(standIn.calls()).toHaveLength(3);
  });

  it("answers 501, not 403, if the stand-in lacks a feature", async () => {
    await begin(false);
    const { functions, store } = standIn.core.controlPlane;
    const { functionArn } = store.region("us-east-1").authorizer("custom");
    functions.update(functionArn, { runtime: "python3.13" });
    expect(await publish()).toBe(501);
    expect(standIn.events.at(-1)).toMatchObject({ reason: expect.stringContaining("does not support this") });
  });
});

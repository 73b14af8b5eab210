import { eventsIn } from "../helpers/client-events";
import { keyboard } from "../helpers/interrupt";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
beforeAll(async () => {
  project = await servingProject();
});
afterAll(() => project.close());

const pubsub = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["pubsub", "--username", "sample", "--local", "--interval", "0", ...argv], {
    cwd: project.folder,
    env: { IOT_AUTH_PASSWORD: PASSWORD },
    ...options,
  });

describe("pubsub", () => {
  it("makes the sample's steps, with the sample's defaults", async () => {
    const { code, stdout, stderr } = await pubsub(["--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const events = eventsIn(stdout);
    expect(events[0]).toMatchObject({
      event: "connected",
      clientId: expect.stringMatching(/^mqtt5-sample-[0-9a-f-]{36}$/),
    });
    expect(events[1]).toEqual({ event: "subscribed", topic: "test/topic", qos: 1 });
    for (const event of ["published", "received"])
      expect(events.filter((one) => one.event === event).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(events.find(({ event }) => event === "received")).toMatchObject({ payload: "Hello from mqtt5 sample [1]" });
    expect(events.slice(-2)).toEqual([{ event: "unsubscribed", topic: "test/topic" }, { event: "disconnected" }]);
  });

  it.each([
    ["3.1.1", []],
    ["5", ["--websocket"]],
  ])("does it with MQTT %s and %j", async (mqtt, more) => {
    const { code, stdout } = await pubsub(["--mqtt", mqtt, "--count", "1", "--message", "hi", ...more]);
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(1).sort()).toEqual(
      [
        "subscribed to test/topic (QoS 1)",
        "published to test/topic",
        "test/topic  hi [1]",
        "unsubscribed from test/topic",
        "disconnected",
        "",
      ].sort(),
    );
  });

  it("continues until ctrl-C with --count 0, then unsubscribes and disconnects", async () => {
    const before = received();
    const { pressCtrlC } = keyboard();
    const running = pubsub(["--count", "0", "--interval", "0.01"]);
    while (received() === before) await new Promise((resolve) => setImmediate(resolve));
    pressCtrlC();
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nunsubscribed from test\/topic\ndisconnected\n$/);
  });

  it("ends with exit code 1 for a client id that the policy does not allow", async () => {
    const { code, stderr } = await pubsub(["--client-id", "sample"]);
    expect(code).toBe(1);
    expect(stderr).toContain("refused the connection: not authorized (0x87)");
  });

  it("ends with exit code 1 for a topic that the policy does not allow", async () => {
    expect((await pubsub(["--topic", "other"])).code).toBe(1);
    expect((await pubsub(["--topic", "a/#"])).code).toBe(2);
  });
});

function received(): number {
  return project.events.filter((event) => "action" in event && event.action === "iot:Receive").length;
}

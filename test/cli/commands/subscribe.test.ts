import { eventsIn } from "../helpers/client-events";
import { keyboard } from "../helpers/interrupt";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
beforeAll(async () => {
  project = await servingProject();
});
afterAll(() => project.close());

const client = (command: string, argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli([command, "--username", "sample", "--local", ...argv], {
    cwd: project.folder,
    env: { IOT_AUTH_PASSWORD: PASSWORD },
    ...options,
  });
const subscribe = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  client("subscribe", ["--client-id", "mqtt5-sample-s", "--topic", "test/topic", ...argv], options);
const publish = (message: string) =>
  client("publish", ["--client-id", "mqtt5-sample-p", "--topic", "test/topic", "--message", message]);

describe("subscribe", () => {
  it("prints --count messages to standard output, and everything else to standard error", async () => {
    const before = subscriptions();
    const running = subscribe(["--count", "2"]);
    await untilSubscribed(before);
    await publish("one");
    await publish("two\u001b[2J");
    expect(await running).toEqual({
      code: 0,
      stdout: "test/topic  one\ntest/topic  two\\u{1b}[2J\n",
      stderr:
        `connected to localhost:${project.core.port} as client mqtt5-sample-s (MQTT 5 over TLS)\n` +
        "subscribed to test/topic (QoS 1)\ndisconnected\n",
    });
  });

  it("prints an event a line as JSON", async () => {
    const before = subscriptions();
    const running = subscribe(["--count", "1", "--qos", "0", "--json"]);
    await untilSubscribed(before);
    await publish("one");
    expect(eventsIn((await running).stdout).slice(1)).toEqual([
      { event: "subscribed", topic: "test/topic", qos: 0 },
      { event: "received", number: 1, topic: "test/topic", qos: 0, retain: false, payload: "one" },
      { event: "disconnected" },
    ]);
  });

  it("continues until ctrl-C, and then ends with exit code 0", async () => {
    const before = subscriptions();
    const { pressCtrlC } = keyboard();
    const running = subscribe([]);
    await untilSubscribed(before);
    pressCtrlC();
    expect(await running).toMatchObject({ code: 0, stderr: expect.stringMatching(/disconnected\n$/) });
  });

  it("ends with exit code 130 when ctrl-C comes before all messages", async () => {
    const before = subscriptions();
    const { pressCtrlC } = keyboard();
    const running = subscribe(["--count", "1"]);
    await untilSubscribed(before);
    pressCtrlC();
    expect(await running).toMatchObject({ code: 130, stderr: expect.stringMatching(/\nerror: Interrupted\.\n$/) });
  });

  it("ends with exit code 1 if another client with its client id connects", async () => {
    const before = subscriptions();
    const running = subscribe([]);
    await untilSubscribed(before);
    const other = subscribe(["--count", "1"]);
    const { code, stderr } = await running;
    expect(code).toBe(1);
    expect(stderr).toContain("ended the connection: session taken over (0x8E)");
    await untilSubscribed(before + 1);
    await publish("last");
    expect((await other).code).toBe(0);
  });

  it.each([["5"], ["3.1.1"]])("ends with exit code 1 for a forbidden topic, with MQTT %s", async (mqtt) => {
    const { code, stdout, stderr } = await subscribe(["--topic", "forbidden/#", "--mqtt", mqtt]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      mqtt === "5"
        ? /refused the subscription of forbidden\/#: not authorized \(0x87\)/
        : /closed the connection, which is how AWS IoT Core refuses a request in MQTT 3\.1\.1/,
    );
  });

  it.each([
    ["a/#/b", 'must have + and # as whole levels, and # at the end, got: "a/#/b"'],
    ["a+", 'got: "a+"'],
    ["", "`--topic` must be given"],
  ])("refuses the filter %j", async (filter, message) => {
    const { code, stderr } = await subscribe(["--topic", filter]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

function subscriptions(): number {
  return project.events.filter((event) => "action" in event && event.action === "iot:Subscribe").length;
}

/** Resolves when the stand-in has decided about a further subscription. */
async function untilSubscribed(before: number): Promise<void> {
  while (subscriptions() === before) await new Promise((resolve) => setImmediate(resolve));
}

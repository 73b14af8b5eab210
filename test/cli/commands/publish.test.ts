import { eventsIn } from "../helpers/client-events";
import { keyboard } from "../helpers/interrupt";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
beforeAll(async () => {
  project = await servingProject();
});
afterAll(() => project.close());

const publish = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["publish", "--username", "meter-1", "--local", ...argv], {
    cwd: project.folder,
    env: { IOT_AUTH_PASSWORD: PASSWORD },
    ...options,
  });
const ALLOWED = ["--topic", "telemetry/meter-1/t", "--message", "21.5"];
const FORBIDDEN = ["--topic", "telemetry/meter-2/t", "--message", "21.5"];
const connected = () => `connected to localhost:${project.core.port} as client meter-1`;

describe("publish", () => {
  it("publishes a message, and says when it was confirmed", async () => {
    expect(await publish(ALLOWED)).toEqual({
      code: 0,
      stdout: `${connected()} (MQTT 5 over TLS)\npublished to telemetry/meter-1/t\ndisconnected\n`,
      stderr: "",
    });
    expect(project.events).toContainEqual(
      expect.objectContaining({ action: "iot:Publish", allowed: true, resource: "telemetry/meter-1/t" }),
    );
  });

  it("publishes --count messages, with one event per line with --json", async () => {
    const { code, stdout } = await publish([...ALLOWED, "--count", "3", "--interval", "0", "--json"]);
    expect(code).toBe(0);
    expect(eventsIn(stdout).filter(({ event }) => event === "published")).toEqual(
      [1, 2, 3].map((number) => ({ event: "published", topic: "telemetry/meter-1/t", qos: 1, number })),
    );
  });

  it("publishes until ctrl-C with --count 0, and disconnects in order", async () => {
    const { pressCtrlC } = keyboard();
    const running = publish([...ALLOWED, "--count", "0", "--interval", "0.01"]);
    await untilPublished(3);
    pressCtrlC();
    const { code, stdout, stderr } = await running;
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/published to telemetry\/meter-1\/t\ndisconnected\n$/);
    expect(project.events.findLast(({ event }) => event === "disconnected")).toMatchObject({
      reason: "CLIENT_INITIATED_DISCONNECT",
    });
  });

  it("ends with exit code 130 when ctrl-C comes before all messages were sent", async () => {
    const { pressCtrlC } = keyboard();
    const running = publish([...ALLOWED, "--count", "1000", "--interval", "0.01"]);
    await untilPublished(2);
    pressCtrlC();
    expect(await running).toMatchObject({ code: 130, stderr: "error: Interrupted.\n" });
  });

  it("ends with exit code 1 and the reason for a forbidden topic", async () => {
    const { code, stderr } = await publish(FORBIDDEN);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: localhost:\d+ refused a message for telemetry\/meter-2\/t: not authorized \(0x87\).*Ask why: npx iot-auth explain/,
    );
    const { stdout } = await publish([...FORBIDDEN, "--json"]);
    expect(eventsIn(stdout).at(-1)).toMatchObject({ event: "failed", exitCode: 1, reasonCode: 0x87 });
  });

  it("ends with exit code 1 for a forbidden topic with MQTT 3.1.1, which has no reason codes", async () => {
    const { code, stderr } = await publish([...FORBIDDEN, "--mqtt", "3.1.1"]);
    expect(code).toBe(1);
    expect(stderr).toContain("closed the connection, which is how AWS IoT Core refuses a request in MQTT 3.1.1");
  });

  it("says that a message of QoS 0 is not acknowledged", async () => {
    const { code, stdout } = await publish([...ALLOWED, "--qos", "0"]);
    expect(code).toBe(0);
    expect(stdout).toContain("sent to telemetry/meter-1/t (QoS 0: AWS IoT Core does not acknowledge it)\n");
  });

  it("publishes an empty message, which clears a retained one", async () => {
    expect((await publish(["--topic", "telemetry/meter-1/t", "--message", "", "--retain"])).code).toBe(1);
    expect((await publish(["--topic", "telemetry/meter-1/t", "--message", ""])).code).toBe(0);
  });

  it("reports all missing options at once", async () => {
    const { code, stderr } = await runCli(["publish"], { cwd: "/" });
    expect(code).toBe(2);
    expect(stderr.match(/(?<=^error: `)[^`]+/gm)).toEqual([
      "--endpoint",
      "--username",
      "--password-stdin",
      "--topic",
      "--message",
    ]);
  });

  it.each([
    [["--topic", "a/+"], 'must be a topic without + and #, got: "a/+"'],
    [["--count", "-1"], "It must be a whole number; 0 means endless."],
    [["--count", "x"], "It must be a whole number; 0 means endless."],
    [["--interval", "x"], "It must be a number of seconds."],
    [["--qos", "2"], "It must be 0 or 1: AWS IoT Core does not support QoS 2."],
  ])("refuses %j", async (argv, message) => {
    const { code, stdout, stderr } = await publish([...ALLOWED, ...argv]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

/** Resolves when the stand-in has decided about a number of further messages. */
async function untilPublished(more: number): Promise<void> {
  const published = () => project.events.filter((event) => "action" in event && event.action === "iot:Publish").length;
  const enough = published() + more;
  while (published() < enough) await new Promise((resolve) => setImmediate(resolve));
}

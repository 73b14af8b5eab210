import { aUser, type TestProject, testProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  groups: {
    sensors: { ...device(), subscribe: ["commands/{username}/#", "news/+/all"], retain: ["telemetry/{username}/#"] },
    gateways: { clientIds: ["{username}-*"], publish: ["telemetry/#"] },
  },
});`;

let project: TestProject;
beforeAll(() => {
  project = testProject({
    config: CONFIG,
    users: [
      aUser({ name: "meter-1" }),
      aUser({ name: "off", disabled: true }),
      aUser({ name: "late", expiresAt: "2026-12-31T00:00:00Z" }),
      aUser({ name: "gw", group: "gateways" }),
      aUser({ name: "lost", group: "nowhere" }),
    ],
  });
});
afterAll(() => project.remove());

const explain = (...argv: string[]) => runCli(["explain", ...argv], { cwd: project.folder });
const meter = (...argv: string[]) => explain("--username", "meter-1", ...argv);

describe("explain: allowed", () => {
  it.each([
    [
      ["--publish", "telemetry/meter-1/a/b"],
      'meter-1 may publish to "telemetry/meter-1/a/b" as client "meter-1"',
      'groups.sensors.publish[0] "telemetry/{username}/#"',
      2,
    ],
    [
      ["--subscribe", "commands/meter-1/#"],
      'meter-1 may subscribe to "commands/meter-1/#" as client "meter-1"',
      'groups.sensors.subscribe[0] "commands/{username}/#"',
      3,
    ],
    [
      ["--subscribe", "commands/meter-1/+/x"],
      'meter-1 may subscribe to "commands/meter-1/+/x" as client "meter-1"',
      'groups.sensors.subscribe[0] "commands/{username}/#"',
      3,
    ],
    [
      ["--receive", "news/eu/all"],
      'meter-1 may receive "news/eu/all" as client "meter-1"',
      'groups.sensors.subscribe[1] "news/+/all"',
      4,
    ],
    [[], 'meter-1 may connect as "meter-1"', 'groups.sensors.clientIds[0] "{username}"', 1],
  ])("%j, naming the rule and the statement", async (argv, first, rule, statement) => {
    expect(await meter(...argv)).toEqual({
      code: 0,
      stdout: `${first}\nby ${rule} (document 1, statement ${statement} of the policy)\n`,
      stderr: "",
    });
  });

  it("is JSON with --json", async () => {
    const { code, stdout } = await explain(
      "--username",
      "gw",
      "--client-id",
      "gw-2",
      "--publish",
      "telemetry/x",
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      allowed: true,
      username: "gw",
      clientId: "gw-2",
      group: "gateways",
      action: "publish",
      subject: "telemetry/x",
      rule: { path: "groups.gateways.publish[0]", text: "telemetry/#" },
      statement: { document: 1, statement: 2 },
    });
  });
});

describe("explain: not allowed, with exit code 1", () => {
  it.each([
    [
      ["--publish", "alerts/meter-1"],
      'Its group, sensors, may only publish to "telemetry/meter-1/#".',
      'To allow it, add "alerts/{username}" to groups.sensors.publish.',
    ],
    [
      ["--publish", "telemetry/meter-2/a"],
      'Its group, sensors, may only publish to "telemetry/meter-1/#".',
      'To allow it, add "telemetry/meter-2/a" to groups.sensors.publish.',
    ],
    [
      ["--subscribe", "news/#"],
      'Its group, sensors, may only subscribe to "commands/meter-1/#", "news/+/all".',
      'To allow it, add "news/#" to groups.sensors.subscribe.',
    ],
    [
      ["--receive", "alerts/meter-1"],
      'Its group, sensors, may only receive "commands/meter-1/#", "news/+/all".',
      'To allow it, add "alerts/{username}" to groups.sensors.subscribe.',
    ],
    [
      ["--subscribe", "#"],
      'Its group, sensors, may only subscribe to "commands/meter-1/#", "news/+/all".',
      expect.stringMatching(/^No rule can allow it\. A rule must name its first level\. /),
    ],
    [
      ["--client-id", "meter-2", "--publish", "telemetry/meter-1/a"],
      'Its group, sensors, may only connect as "meter-1".',
      'To allow it, add "meter-2" to groups.sensors.clientIds.',
    ],
    [
      ["--client-id", "meter-1-b"],
      'Its group, sensors, may only connect as "meter-1".',
      'To allow it, add "{username}-b" to groups.sensors.clientIds.',
    ],
  ])("%j, with the change that would allow it", async (argv, because, change) => {
    const { code, stdout, stderr } = await meter(...argv);
    expect([code, stderr]).toEqual([1, ""]);
    const [first, ...lines] = stdout.trimEnd().split("\n");
    expect(first).toMatch(/^meter-1 may not /);
    expect(lines).toEqual([because, change]);
  });

  it("proposes rules that do allow it", async () => {
    const copy = testProject({
      config: CONFIG.replace('"news/+/all"]', '"news/+/all", "alerts/{username}"]'),
      users: [aUser({ name: "meter-1" })],
    });
    const run = (...argv: string[]) => runCli(["explain", "--username", "meter-1", ...argv], { cwd: copy.folder });
    expect((await run("--receive", "alerts/meter-1")).code).toBe(0);
    expect((await run("--receive", "alerts/meter-2")).code).toBe(1);
    copy.remove();
  });

  it.each([
    ["off", "The user is disabled, so every login is refused.", "To change that: npx iot-auth users enable off"],
    [
      "late",
      "The user expired at 2026-12-31T00:00:00Z, so every login is refused.",
      "To change that, set a later expiresAt in the users file, or remove it.",
    ],
  ])("%s, whose login is refused", async (name, because, change) => {
    const { code, stdout } = await explain("--username", name, "--publish", `telemetry/${name}/a`, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: false, because, change });
  });

  it.each([
    [["--client-id", "a/b"], "Client ids with any of * ? + # / $ or control characters are refused at login."],
    [["--client-id", "a".repeat(129)], "AWS IoT Core accepts at most 128 bytes in a client id."],
    [["--publish", "telemetry/meter-1/1/2/3/4/5/6/7"], "AWS IoT Core accepts at most 7 slashes in a topic."],
    [["--publish", `telemetry/meter-1/${"x".repeat(256)}`], "AWS IoT Core accepts at most 256 bytes in a topic."],
  ])("%j, which no configuration can allow", async (argv, because) => {
    const { code, stdout } = await meter(...argv, "--json");
    expect(code).toBe(1);
    const answer = JSON.parse(stdout);
    expect(answer.because).toBe(because);
    expect(answer).not.toHaveProperty("change");
  });

  it("anything for a group without such rules", async () => {
    const { stdout } = await explain("--username", "gw", "--client-id", "gw-1", "--subscribe", "a");
    expect(stdout).toContain("Its group, gateways, may not subscribe to anything.\n");
  });
});

describe("explain: wrong questions", () => {
  it.each([
    [
      ["--username", "metre-1"],
      '`--username` must name a user, got: "metre-1". Did you mean "meter-1"? To see them: npx iot-auth users list',
    ],
    [
      ["--username", "meter-1", "--publish", "a/+"],
      '`--publish` must be a topic without + and #, got: "a/+". Messages are sent to one topic; wildcards are for --subscribe.',
    ],
    [
      ["--username", "meter-1", "--receive", "#"],
      '`--receive` must be a topic without + and #, got: "#". Messages are sent to one topic; wildcards are for --subscribe.',
    ],
    [
      ["--username", "meter-1", "--subscribe", ""],
      "`--subscribe` must not be empty, got: an empty text. Leave the option out, or give it a value.",
    ],
    [
      ["--username", "lost"],
      '`lost: group` must be a group of the configuration, got: "nowhere". Known: "sensors", "gateways".',
    ],
  ])("%j", async (argv, message) => {
    expect(await explain(...argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  it("two at once", async () => {
    expect((await meter("--publish", "a", "--subscribe", "b")).stderr).toContain(
      "error: option '--publish <TOPIC>' cannot be used with option '--subscribe <FILTER>'\n",
    );
  });

  it("an unknown user", async () => {
    expect((await explain("--publish", "a")).stderr).toContain(
      "error: `--username` must be given, or --thing in its place, got: nothing.",
    );
  });
});

describe("explain: a device with a certificate", () => {
  let things: TestProject;
  beforeAll(() => {
    things = testProject({
      config: `export default defineConfig({
        name: "fleet", region: "eu-west-1",
        groups: { pumps: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"] }, valves: { clientIds: ["{thingName}"] } },
        certificates: { things: { "p-1": { group: "pumps", csr: "p-1.csr" }, off: { group: "pumps", csr: "off.csr", active: false } } },
      });`,
    });
  });
  afterAll(() => things.remove());
  const thing = (...argv: string[]) => runCli(["explain", "--thing", ...argv], { cwd: things.folder });

  it("may do what its group says, in the words of the configuration", async () => {
    expect(await thing("p-1", "--publish", "up/p-1/t")).toEqual({
      code: 0,
      stdout: 'p-1 may publish to "up/p-1/t" as client "p-1"\nby groups.pumps.publish[0] "up/{thingName}/#"\n',
      stderr: "",
    });
    const { code, stdout } = await thing("p-1", "--publish", "alarms/p-1");
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('To allow it, add "alarms/{thingName}" to groups.pumps.publish.'),
    ]);
    expect(JSON.parse((await thing("p-1", "--json")).stdout)).toMatchObject({
      allowed: true,
      thing: "p-1",
      group: "pumps",
    });
  });

  it("may not connect under another client id, nor while it is inactive", async () => {
    expect((await thing("p-1", "--client-id", "p-2")).stdout).toContain("Connect with the client id p-1.");
    expect((await thing("off")).stdout).toContain("To change that: certificates.things.off.active: true");
  });

  it("is in the group that --group names, if the configuration does not have the device", async () => {
    expect((await thing("new", "--group", "pumps", "--publish", "up/new/t")).code).toBe(0);
    const { code, stderr } = await thing("new", "--publish", "up/new/t");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("`--group` must name a group of devices with certificates"),
    ]);
    expect((await explain()).stderr).toContain("`--username` must be given, or --thing in its place");
    expect((await explain("--thing", "a", "--username", "b")).code).toBe(2);
  });
});

import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

/**
 * A group with a rule that would make messages loop, a rule that mosquitto.conf cannot express, and a rule that another
 * rule covers.
 */
const CONFIG = `export default defineConfig({
  name: "clients",
  region: "us-east-1",
  groups: {
    gateways: { clientIds: ["{username}-*"], publish: ["a/#", "a/b/#", "b c"], subscribe: ["a/+", "d", "$aws/x/#"] },
    spaced: { clientIds: ["{username}"], publish: ["floor 1/{username}/#"], subscribe: ["$share/g/b"] },
  },
});`;

let project: TestProject;
beforeAll(() => {
  project = testProject({
    config: CONFIG,
    users: [
      aUser({ name: "gw", group: "gateways" }),
      aUser({ name: "gw-2", group: "spaced" }),
      aUser({ name: "off", group: "gateways", disabled: true }),
    ],
  });
});
afterAll(() => project.remove());

const bridge = (...argv: string[]) =>
  runCli(["settings", "mosquitto-bridge", "--endpoint", "localhost:8443", ...argv], { cwd: project.folder });

describe("settings mosquitto-bridge", () => {
  it("prints a section with all topics that the user may bridge, and lists the others in the text and on standard error", async () => {
    const { code, stdout, stderr } = await bridge("--user", "gw");
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => /^[a-z]/.test(line))).toEqual([
      "connection clients",
      "address localhost:8443",
      "bridge_alpn mqtt",
      "bridge_capath /etc/ssl/certs",
      "bridge_protocol_version mqttv311",
      "remote_clientid gw-bridge",
      "remote_username gw?x-amz-customauthorizer-name=clients",
      "remote_password PUT-THE-PASSWORD-HERE",
      "cleansession false",
      "restart_timeout 2 60",
      "try_private false",
      "notifications false",
      "bridge_attempt_unsubscribe false",
      "bridge_outgoing_retain false",
      "topic a/# out 1",
      "topic d in 1",
    ]);
    const left = [
      "Allowed but left out, since mosquitto.conf cannot hold a topic with a space: b c out",
      "Allowed but left out, since topics that begin with $ are each broker's own; name it with --topic to carry it: $aws/x/# in",
      "Allowed but left out, since what goes out would come back: a/+ in",
    ];
    expect(stdout.match(/^# Allowed .*$/gm)).toEqual(left.map((line) => `# ${line}`));
    expect(stderr).toBe(
      `${[...left, "Put the secret of gw where the text says so, or give --with-secret."].join("\n")}\n`,
    );
  });

  it("bridges the given filters, in the allowed or given directions", async () => {
    const { stdout } = await bridge("--user", "gw", "--topic", "a/b/#", "--topic", "d", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      client: "mosquitto-bridge",
      clientId: "gw-bridge",
      topics: [
        { filter: "a/b/#", direction: "out" },
        { filter: "d", direction: "in" },
      ],
      leftOut: [],
    });
    expect((await bridge("--user", "gw", "--topic", "a/+ in")).stdout).toContain("\ntopic a/+ in 1\n");
    expect((await bridge("--user", "gw", "--topic", "$aws/x/y", "--qos", "0")).stdout).toContain(
      "\ntopic $aws/x/y in 0\n",
    );
  });

  it.each([
    [
      ["a/+"],
      "`--topic` must name its direction, since both are allowed, got: \"a/+\". Write it like 'a/+ out' or 'a/+ in'.",
    ],
    [
      ["x"],
      '`--topic` must be a topic that group gateways may use in that direction, got: "x". It may publish to "a/#", "b c" and subscribe to "a/+", "d", "$aws/x/#".',
    ],
    [
      ["d out"],
      '`--topic` must be a topic that group gateways may use in that direction, got: "d out". It may publish to "a/#", "b c" and subscribe to "a/+", "d", "$aws/x/#".',
    ],
    [
      ["a/b/# out", "a/+ in"],
      '`--topic` must not bring in what goes out, got: "a/+". AWS sends these messages back, so they would loop.',
    ],
    [
      ["b c"],
      '`--topic` must be a topic that mosquitto can use, got: "b c". It cannot, since mosquitto.conf cannot hold a topic with a space.',
    ],
    [
      [`a/${"x/".repeat(8)}#`],
      `\`--topic\` must be a topic that mosquitto can use, got: "a/${"x/".repeat(8)}#". It cannot, since AWS IoT Core accepts at most 7 slashes in a topic.`,
    ],
  ])("refuses the filters %j", async (filters, message) => {
    const { code, stdout, stderr } = await bridge("--user", "gw", ...filters.flatMap((filter) => ["--topic", filter]));
    expect([code, stdout, stderr]).toEqual([2, "", `error: ${message}\n`]);
  });

  it("refuses a user whose topics are all left out, and prints no text", async () => {
    expect(await bridge("--user", "gw-2")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'error: `--user` must be a user with a topic that mosquitto can carry, got: "gw-2". Left out: "floor 1/gw-2/#" out, since ' +
        'mosquitto.conf cannot hold a topic with a space; "$share/g/b" in, since a shared subscription is for several clients, not for one ' +
        "bridge. Add a topic that a bridge can carry to groups.spaced.publish or .subscribe.\n",
    });
  });

  it.each([
    [
      ["--client-id", "other"],
      '`--client-id` must be a client id that group gateways may use, got: "other". It may use "gw-*"; to change that, edit groups.gateways.clientIds.',
    ],
    [
      ["--client-id", "gw-a/b"],
      '`--client-id` must be a client id that group gateways may use, got: "gw-a/b". Client ids with any of * ? + # / $ or control characters are refused at login.',
    ],
    [
      ["--qos", "2"],
      '`--qos` must be 0 or 1, got: "2". AWS IoT Core refuses quality of service 2; 1 is delivered at least once.',
    ],
    [
      ["--endpoint", "https://x"],
      '`--endpoint` must be a host name, with or without a port, got: "https://x". Write it like abc123-ats.iot.us-east-1.amazonaws.com.',
    ],
  ])("refuses %j", async (argv, message) => {
    expect(await bridge("--user", "gw", ...argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  it("says that a disabled user cannot log in", async () => {
    expect((await bridge("--user", "off")).stderr).toMatch(/\noff is disabled: every login is refused\.\n$/);
  });
});

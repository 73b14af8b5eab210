import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

/** A group with a rule that would go round in circles, and one that mosquitto.conf cannot express. */
const CONFIG = `export default defineConfig({
  name: "clients",
  region: "us-east-1",
  groups: { gateways: { clientIds: ["{username}-*"], publish: ["a/#", "b c"], subscribe: ["a/+", "d"] } },
});`;

let project: TestProject;
beforeAll(() => {
  project = testProject({
    config: CONFIG,
    users: [aUser({ name: "gw", group: "gateways" })],
  });
});
afterAll(() => project.remove());

const bridge = (...argv: string[]) =>
  runCli(["settings", "mosquitto-bridge", "--endpoint", "localhost:8443", ...argv], { cwd: project.folder });

describe("settings mosquitto-bridge", () => {
  it("prints a section with everything the user may carry, except what would go round in circles", async () => {
    expect(await bridge("--user", "gw")).toEqual({
      code: 0,
      stdout: [
        "# A bridge to AWS IoT Core as user gw. Put the password in below, and keep this file readable for mosquitto alone.",
        "connection clients",
        "address localhost:8443",
        "# Custom authentication on port 443 needs TLS with this protocol name; /etc/ssl/certs holds the system's certificates.",
        "bridge_alpn mqtt",
        "bridge_capath /etc/ssl/certs",
        "bridge_protocol_version mqttv311",
        "remote_clientid gw-bridge",
        "remote_username gw?x-amz-customauthorizer-name=clients",
        "remote_password PUT-THE-PASSWORD-HERE",
        "# AWS IoT Core knows no bridges, and would end the connection at a message to $SYS.",
        "try_private false",
        "notifications false",
        "bridge_attempt_unsubscribe false",
        "topic a/# out 1",
        "topic d in 1",
        "# Allowed but left out, since mosquitto.conf cannot hold a topic with a space: b c out",
        "# Allowed but left out, since what goes out would come back: a/+ in",
        "",
      ].join("\n"),
      stderr: "Replace PUT-THE-PASSWORD-HERE by the secret of gw.\n",
    });
  });

  it("carries the filters given, in the directions that are allowed or asked for", async () => {
    const { stdout } = await bridge("--user", "gw", "--topic", "a/b/#", "--topic", "d", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      clientId: "gw-bridge",
      topics: [
        { filter: "a/b/#", direction: "out" },
        { filter: "d", direction: "in" },
      ],
      leftOut: [],
    });
    expect((await bridge("--user", "gw", "--topic", "a/+ in")).stdout).toContain("\ntopic a/+ in 1\n");
  });

  it.each([
    [
      ["a/+"],
      "`--topic` must say its direction, since both are allowed, got: \"a/+\". Write it like 'a/+ out' or 'a/+ in'.",
    ],
    [
      ["x"],
      '`--topic` must be something that group gateways may carry in that direction, got: "x". It may publish to "a/#", "b c" and subscribe to "a/+", "d".',
    ],
    [
      ["d out"],
      '`--topic` must be something that group gateways may carry in that direction, got: "d out". It may publish to "a/#", "b c" and subscribe to "a/+", "d".',
    ],
    [
      ["a/b/# out", "a/+ in"],
      '`--topic` must not carry in what goes out, got: "a/+". AWS sends it back: it would go round in circles.',
    ],
    [
      ["b c"],
      "`--topic` must be a topic filter without spaces, perhaps followed by in or out, got: \"b c\". Write it like 'a/# out'.",
    ],
  ])("refuses the filters %j", async (filters, message) => {
    const { code, stdout, stderr } = await bridge("--user", "gw", ...filters.flatMap((filter) => ["--topic", filter]));
    expect([code, stdout, stderr]).toEqual([2, "", `error: ${message}\n`]);
  });

  it("refuses an endpoint that is none", async () => {
    expect((await bridge("--user", "gw", "--endpoint", "https://x")).stderr).toBe(
      'error: `--endpoint` must be a host name, with or without a port, got: "https://x". Write it like abc123-ats.iot.us-east-1.amazonaws.com.\n',
    );
  });
});

import { CLIENT_ENTRIES } from "../../../../cli/settings/client-table";
import type { TestProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { bridgeProject, checkBridge, nanoMq } from "./bridge-files";

let project: TestProject;
beforeAll(() => {
  project = bridgeProject();
});
afterAll(() => project.remove());

const check = (text: string, ...more: string[]) => checkBridge(project, text, ...more);

/** Lines of a correct mosquitto bridge, by their first word. */
const RIGHT: Readonly<Record<string, string>> = {
  connection: "aws",
  address: "abc-ats.iot.us-east-1.amazonaws.com:443",
  bridge_alpn: "mqtt",
  bridge_capath: "/etc/ssl/certs",
  remote_clientid: "gw-1",
  remote_username: "gw-1",
  remote_password: "never-to-be-shown",
  try_private: "false",
  notifications: "false",
  bridge_outgoing_retain: "false",
  topic: "up/gw-1/# out 1",
};
const mosquitto = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  Object.entries({ ...RIGHT, ...changes })
    .flatMap(([key, value]) => (value === undefined ? [] : `${key} ${value}`))
    .join("\n");

describe("settings check, a file with nothing wrong", () => {
  it.each([
    ["mosquitto.conf", mosquitto()],
    [
      "with a certificate on 8883",
      mosquitto({
        address: "h:8883",
        bridge_alpn: undefined,
        remote_username: undefined,
        bridge_certfile: "a.pem",
        bridge_keyfile: "a.key",
      }),
    ],
    ["nanomq.conf", nanoMq('  forwards = [ { remote_topic = "", local_topic = "up/gw-1/#", qos = 1 } ]')],
    [
      "nanomq.conf, with comments",
      nanoMq(
        "  # qos = 2",
        "  subscription = [",
        '    { remote_topic = "down/gw-1/#", local_topic = "", qos = 1 } # fine',
        "  ]",
      ),
    ],
  ])("passes: %s", async (_, text) => {
    expect(await check(text, "--user", "gw-1")).toEqual({
      code: 0,
      findings: [],
      stderr: "Nothing that AWS IoT Core and group gateways would refuse, in 1 bridge.\n",
    });
  });

  it("passes: settings that this tool writes", async () => {
    const argv = ["settings", "mosquitto-bridge", "--user", "gw-1", "--endpoint", "localhost:443"];
    const { stdout } = await runCli(argv, { cwd: project.folder });
    expect((await check(stdout, "--user", "gw-1")).findings).toEqual([]);
  });
});

describe("settings check, one thing wrong in mosquitto.conf", () => {
  it.each<[string, Record<string, string | undefined>, number, string]>([
    ["quality of service 2", { topic: "up/gw-1/# out 2" }, 11, "topic up/gw-1/# out 1"],
    ["both directions", { topic: "up/gw-1/# both 1" }, 11, "topic up/gw-1/# out 1"],
    ["no ALPN", { bridge_alpn: undefined }, 9, "bridge_alpn mqtt"],
    ["a certificate's ALPN", { bridge_alpn: "x-amzn-mqtt-ca" }, 3, "bridge_alpn mqtt"],
    ["a password on port 8883", { address: "h:8883" }, 2, "address h:443"],
    ["port 1883", { address: "h:1883" }, 2, "address h:443"],
    ["no TLS", { bridge_capath: undefined }, 9, "bridge_capath /etc/ssl/certs"],
    ["another client id", { remote_clientid: "aws_bridge_client" }, 5, "remote_clientid gw-1"],
    ["a client id that is refused at login", { remote_clientid: "a/b" }, 5, "remote_clientid gw-1"],
    ["no client id", { remote_clientid: undefined }, 1, "remote_clientid gw-1"],
    ["try_private left on", { try_private: undefined }, 9, "try_private false"],
    ["notifications on", { notifications: "true" }, 9, "notifications false"],
    ["MQTT 3.1", { bridge_protocol_version: "mqttv31" }, 12, "bridge_protocol_version mqttv311"],
    ["a server that is not verified", { bridge_insecure: "true" }, 12, "bridge_insecure false"],
    ["RETAIN without a rule", { bridge_outgoing_retain: undefined }, 9, "bridge_outgoing_retain false"],
    ["nobody who logs in", { remote_username: undefined }, 9, "remote_username gw-1"],
  ])("is found: %s", async (_, changes, line, write) => {
    const { code, findings } = await check(mosquitto(changes), "--user", "gw-1");
    expect([code, findings]).toEqual([1, [{ line, what: expect.stringMatching(/\.$/), write }]]);
  });

  it.each([
    ["a topic that the group may not publish to", { topic: "other/# out 1" }, 'may not publish to "other/#"'],
    ["a topic that it may not subscribe to", { topic: "other/# in 1" }, 'may not subscribe to "other/#"'],
    ["too many levels", { topic: `up/gw-1/${"x/".repeat(7)}# out 1` }, "at most 7 slashes"],
    ["a wildcard inside a level", { topic: "up/gw-1/a+ out 1" }, "In MQTT, + must be a whole level"],
    ["a topic below a prefix", { topic: "# out 1 local/ elsewhere/" }, 'may not publish to "elsewhere/#"'],
  ])("is found, without a line to write instead: %s", async (_, changes, what) => {
    const { code, findings } = await check(mosquitto(changes), "--user", "gw-1");
    expect([code, findings]).toEqual([1, [{ line: 11, what: expect.stringContaining(what) }]]);
  });
});

describe("settings check, one thing wrong in nanomq.conf", () => {
  it.each<[string, string, number, string | undefined]>([
    [
      "quality of service 2",
      nanoMq("  subscription = [", "    {", '      remote_topic = "down/gw-1/#"', "      qos = 2", "    }", "  ]"),
      10,
      "qos = 1",
    ],
    [
      "no TLS",
      nanoMq().replace("tls+mqtt-tcp://abc-ats.iot.us-east-1.amazonaws.com:8883", "mqtt-tcp://h:8883"),
      2,
      'server = "tls+mqtt-tcp://h:8883"',
    ],
    ["the bridge bit", nanoMq().replace("  no_local_v4 = false\n", ""), 2, "no_local_v4 = false"],
    ["MQTT 3.1", nanoMq().replace("proto_ver = 4", "proto_ver = 3"), 3, "proto_ver = 4"],
    ["a password without ALPN", nanoMq().replace(/ssl .*/, 'username = "gw-1"'), 6, undefined],
    ["a setting that is not read", nanoMq("  ssl.verify_peer = true"), 7, undefined],
    [
      "an oldest form with quality of service 2",
      "bridge.mqtt.a.address=tls+mqtt-tcp://h:8883\nbridge.mqtt.a.clientid=gw-1\nbridge.mqtt.a.tls.certfile=a.pem\nbridge.mqtt.a.subscription.1.topic=down/gw-1/#\nbridge.mqtt.a.subscription.1.qos=2",
      5,
      "the same line with =1 in place of =2",
    ],
  ])("is found: %s", async (_, text, line, write) => {
    const { code, findings } = await check(text, "--user", "gw-1");
    const what = expect.stringMatching(/\.$/);
    expect([code, findings]).toEqual([1, [{ line, what, ...(write === undefined ? {} : { write }) }]]);
  });
});

describe("settings check", () => {
  it("says file, line and the line to write, and never a password", async () => {
    project.write("bridge.conf", mosquitto({ topic: "up/gw-1/# out 2" }));
    const run = await runCli(["settings", "check", "bridge.conf", "--user", "gw-1"], { cwd: project.folder });
    expect(run).toEqual({
      code: 1,
      stdout: "bridge.conf:11: AWS IoT Core refuses quality of service 2.\n    write: topic up/gw-1/# out 1\n",
      stderr: "1 line to change.\n",
    });
    const { stdout } = await runCli(["settings", "check", "bridge.conf", "--json"], { cwd: project.folder });
    expect(stdout).toContain("topic up/gw-1/# out 1");
    expect(stdout).not.toContain("never-to-be-shown");
  });

  it("refuses a file without a bridge, and one that is not there", async () => {
    expect((await check("listener 1883")).stderr).toMatch(/^error: `FILE` must hold a bridge, got: bridge\.conf\./);
    const { code, stderr } = await runCli(["settings", "check", "none.conf"], { cwd: project.folder });
    expect([code, stderr]).toEqual([
      2,
      "error: `FILE` must be a file that can be read, got: none.conf (ENOENT). Check its name.\n",
    ]);
  });

  it("is not the name of a client", () => {
    expect(CLIENT_ENTRIES.map(({ name }) => name)).not.toContain("check");
  });
});

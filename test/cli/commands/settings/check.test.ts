import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLIENT_ENTRIES } from "../../../../cli/settings/client-table";
import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const CONFIG = `export default defineConfig({
  name: "shop", region: "us-east-1", authorizer: { setAsDefault: true },
  groups: { gateways: { clientIds: ["{username}"], publish: ["up/{username}/#"], subscribe: ["down/{username}/#"] } },
});`;

let project: TestProject;
beforeAll(() => {
  project = testProject({ config: CONFIG, users: [aUser({ name: "gw-1", group: "gateways" })] });
});
afterAll(() => project.remove());

/** What `settings check` says of a text: its line numbers, and the lines to write. */
async function check(text: string, ...more: string[]) {
  project.write("bridge.conf", text);
  const { code, stdout, stderr } = await runCli(["settings", "check", "bridge.conf", "--json", ...more], {
    cwd: project.folder,
  });
  const { findings = [] } = code > 1 ? {} : JSON.parse(stdout);
  return { code, stderr, findings: findings as { line: number; what: string; write?: string }[] };
}

/** A bridge of mosquitto that is right, with lines changed by their first word; `undefined` takes one out. */
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

const nanoMq = (...lines: string[]) =>
  [
    "bridges.mqtt.aws {",
    '  server = "tls+mqtt-tcp://abc-ats.iot.us-east-1.amazonaws.com:8883"',
    "  proto_ver = 4",
    '  clientid = "gw-1"',
    "  no_local_v4 = false",
    '  ssl { enable = true, keyfile = "a.key", certfile = "a.pem", cacertfile = "ca.pem" }',
    ...lines,
    "}",
  ].join("\n");

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

  it("passes: what this tool writes itself", async () => {
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
    ["a wildcard inside a level", { topic: "up/gw-1/a+ out 1" }, "MQTT takes + as a whole level only"],
    ["a topic below a prefix", { topic: "# out 1 local/ elsewhere/" }, 'may not publish to "elsewhere/#"'],
  ])("is found, and has no line that would do: %s", async (_, changes, what) => {
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

/** The key=value form of before 0.20, and that of 0.20 and later. */
const OLD_FORM = [
  ...["bridge_mode=true", "address=tls+mqtt-tcp://h:8883", "clientid=gw-1", "tls.certfile=a.pem"],
  ...["forwards=up/gw-1/a,up/gw-1/b", "subscription.1.topic=down/gw-1/#", "subscription.1.qos=1"],
];
const NEW_FORM = [
  ...OLD_FORM.slice(0, 4),
  ...["forwards.1.remote_topic=up/gw-1/a", "forwards.1.local_topic=up/gw-1/a", "forwards.1.retain=0"],
  ...["subscription.1.remote_topic=down/gw-1/#", "subscription.1.local_topic=down/gw-1/#"],
  ...["subscription.1.qos=1", "subscription.1.retain=0"],
];
const classic = (lines: readonly string[]) => lines.map((line) => `bridge.mqtt.aws.${line}`).join("\n");
const without = (lines: readonly string[], start: string) => lines.filter((line) => !line.startsWith(start));

describe("settings check, which versions of NanoMQ read the key=value form", () => {
  it("says of each line which versions read it, and finds nothing wrong with either form", async () => {
    const old = await check(classic(OLD_FORM), "--user", "gw-1");
    expect([old.code, old.findings]).toEqual([0, []]);
    expect(old.stderr.split("\n")).toEqual([
      "bridge.conf:5: NanoMQ before 0.20 reads forwards.",
      "bridge.conf:6: NanoMQ before 0.20 reads subscription.1.topic.",
      "Nothing that AWS IoT Core and group gateways would refuse, in 1 bridge.",
      "",
    ]);
    const later = await check(classic([...NEW_FORM, "retry_qos0=true", "hybrid_bridging=false"]), "--user", "gw-1");
    expect([later.code, later.findings]).toEqual([0, []]);
    expect(later.stderr.split("\n").slice(0, -2)).toEqual([
      "bridge.conf:5: NanoMQ 0.20 and later reads forwards.1.remote_topic.",
      "bridge.conf:6: NanoMQ 0.20 and later reads forwards.1.local_topic.",
      "bridge.conf:7: NanoMQ 0.21 and later reads forwards.1.retain.",
      "bridge.conf:8: NanoMQ 0.20 and later reads subscription.1.remote_topic.",
      "bridge.conf:9: NanoMQ 0.20 and later reads subscription.1.local_topic.",
      "bridge.conf:11: NanoMQ 0.21 and later reads subscription.1.retain.",
      "bridge.conf:12: NanoMQ 0.23.10 and later reads retry_qos0.",
      "bridge.conf:13: NanoMQ 0.13 and later, before 0.22.6, reads hybrid_bridging.",
    ]);
  });

  it.each([
    ["0.19.1", OLD_FORM],
    ["0.11.5", OLD_FORM],
    ["0.20", NEW_FORM.filter((line) => !line.includes("retain"))],
    ["0.25.3", NEW_FORM],
  ])("finds nothing wrong for the version that the file is for: %s", async (version, lines) => {
    const { code, findings, stderr } = await check(classic(lines), "--user", "gw-1", "--nanomq", version);
    expect([code, findings, stderr]).toEqual([0, [], expect.stringMatching(/^Nothing that .* would refuse/)]);
  });

  it.each<[string, string, readonly string[], readonly [number, string, string?][]]>([
    [
      "the earlier form for a later version",
      "0.25.3",
      OLD_FORM,
      [
        [
          5,
          "NanoMQ 0.25.3 does not read forwards: NanoMQ before 0.20 does.",
          "bridge.mqtt.aws.forwards.1.remote_topic=up/gw-1/a, bridge.mqtt.aws.forwards.1.local_topic=up/gw-1/a, " +
            "bridge.mqtt.aws.forwards.2.remote_topic=up/gw-1/b, bridge.mqtt.aws.forwards.2.local_topic=up/gw-1/b",
        ],
        [
          6,
          "NanoMQ 0.25.3 does not read subscription.1.topic: NanoMQ before 0.20 does.",
          "bridge.mqtt.aws.subscription.1.remote_topic=down/gw-1/#, bridge.mqtt.aws.subscription.1.local_topic=down/gw-1/#",
        ],
      ],
    ],
    [
      "a key that came later",
      "0.14",
      [...OLD_FORM, "max_send_queue_len=9"],
      [[8, "NanoMQ 0.14 does not read max_send_queue_len: NanoMQ 0.15.3 and later does."]],
    ],
    [
      "a topic without retain for 0.21",
      "0.21.2",
      without(NEW_FORM, "forwards.1.retain"),
      [
        [
          5,
          "NanoMQ 0.21 and later does not take forwards.1 without its retain.",
          "bridge.mqtt.aws.forwards.1.retain=0",
        ],
      ],
    ],
  ])("finds what the version does not read: %s", async (_, version, lines, expected) => {
    const { code, findings } = await check(classic(lines), "--user", "gw-1", "--nanomq", version);
    expect([code, findings]).toEqual([
      1,
      expected.map(([line, what, write]) => ({ line, what, ...(write !== undefined && { write }) })),
    ]);
  });

  it.each<[string, readonly string[], number, string, string | undefined]>([
    [
      "what NanoMQ's document of 0.13 calls the certificate",
      [...without(OLD_FORM, "tls."), "connector.ssl.certfile=a.pem"],
      7,
      "No version of NanoMQ reads connector.ssl.certfile of a bridge.",
      "bridge.mqtt.aws.tls.certfile=a.pem",
    ],
    [
      "a key that is mistyped",
      [...OLD_FORM, "keepalve=60"],
      8,
      "No version of NanoMQ reads keepalve of a bridge.",
      "bridge.mqtt.aws.keepalive=60",
    ],
    [
      "both forms in one file",
      [
        ...OLD_FORM,
        "subscription.2.remote_topic=down/gw-1/x",
        "subscription.2.local_topic=x",
        "subscription.2.qos=0",
        "subscription.2.retain=0",
      ],
      8,
      "No version of NanoMQ reads both subscription.2.remote_topic (0.20 and later) and forwards of line 5 (before 0.20).",
      undefined,
    ],
    [
      "a subscription without its quality of service",
      without(OLD_FORM, "subscription.1.qos"),
      6,
      "NanoMQ does not take subscription.1 without its qos.",
      "bridge.mqtt.aws.subscription.1.qos=1",
    ],
    [
      "a forwarded topic without the local one",
      without(NEW_FORM, "forwards.1.local_topic"),
      5,
      "NanoMQ does not take forwards.1 without its local_topic.",
      "bridge.mqtt.aws.forwards.1.local_topic=up/gw-1/a",
    ],
    [
      "a number that is left out",
      NEW_FORM.map((line) => line.replace("forwards.1", "forwards.2")),
      5,
      "NanoMQ counts from 1, in the order of the file: it does not get to forwards.2.",
      undefined,
    ],
  ])("finds what no version takes: %s", async (_, lines, line, what, write) => {
    const { code, findings } = await check(classic(lines), "--user", "gw-1");
    expect([code, findings[0]]).toEqual([1, { line, what, ...(write !== undefined && { write }) }]);
  });

  it("refuses what is no version", async () => {
    const { code, stderr } = await check(classic(OLD_FORM), "--nanomq", "latest");
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^error: `--nanomq` must be a version like 0\.25\.3, got: "latest"/),
    ]);
  });
});

describe("settings check, NanoMQ's own example for AWS", () => {
  const example = readFileSync(join(__dirname, "nanomq-aws-example.conf"), "utf8");
  const classicExample = readFileSync(join(__dirname, "nanomq-aws-example-classic.conf"), "utf8");

  it("names the build, the scheme, the client id, the bridge bit and quality of service 2, each at its line", async () => {
    const { code, findings } = await check(example, "--user", "gw-1");
    const told = findings.map(({ line, write }) => [line, write]);
    expect(code).toBe(1);
    expect(told).toEqual(
      expect.arrayContaining([
        [2, "bridges.mqtt.c1 {"],
        [2, 'server = "tls+mqtt-tcp://$HOST_URL:8883"'],
        [2, "no_local_v4 = false"],
        [4, 'clientid = "gw-1"'],
        [31, "qos = 1"],
      ]),
    );
    expect(findings.filter(({ what }) => what.includes("may not publish")).length).toBe(2);
    expect(findings.filter(({ what }) => what.includes("may not subscribe")).length).toBe(2);
  });

  it("names the settings that NanoMQ does not read, in the key=value form", async () => {
    const { findings } = await check(classicExample, "--user", "gw-1");
    expect(findings.filter(({ what }) => what.includes("does not read")).map(({ line }) => line)).toEqual([16, 17]);
    expect(findings.some(({ what }) => what.includes("build with the AWS SDK"))).toBe(true);
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

  it("has no client of its name", () => {
    expect(CLIENT_ENTRIES.map(({ name }) => name)).not.toContain("check");
  });
});

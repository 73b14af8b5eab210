import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "../../helpers/project";
import { bridgeProject, checkBridge } from "./bridge-files";

let project: TestProject;
beforeAll(() => {
  project = bridgeProject();
});
afterAll(() => project.remove());

const check = (text: string, ...more: string[]) => checkBridge(project, text, ...more);

/** A bridge in the key=value format before NanoMQ 0.20, and one in the format of 0.20 and later. */
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
      [[5, "NanoMQ 0.21 and later ignores forwards.1 without its retain.", "bridge.mqtt.aws.forwards.1.retain=0"]],
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
      "No version of NanoMQ reads connector.ssl.certfile in a bridge.",
      "bridge.mqtt.aws.tls.certfile=a.pem",
    ],
    [
      "a key that is mistyped",
      [...OLD_FORM, "keepalve=60"],
      8,
      "No version of NanoMQ reads keepalve in a bridge.",
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
      "NanoMQ ignores subscription.1 without its qos.",
      "bridge.mqtt.aws.subscription.1.qos=1",
    ],
    [
      "a forwarded topic without the local one",
      without(NEW_FORM, "forwards.1.local_topic"),
      5,
      "NanoMQ ignores forwards.1 without its local_topic.",
      "bridge.mqtt.aws.forwards.1.local_topic=up/gw-1/a",
    ],
    [
      "a number that is left out",
      NEW_FORM.map((line) => line.replace("forwards.1", "forwards.2")),
      5,
      "NanoMQ counts from 1, in the order of the file: it does not read forwards.2.",
      undefined,
    ],
  ])("finds what no version reads: %s", async (_, lines, line, what, write) => {
    const { code, findings } = await check(classic(lines), "--user", "gw-1");
    expect([code, findings[0]]).toEqual([1, { line, what, ...(write !== undefined && { write }) }]);
  });

  it("refuses a version that is not a number", async () => {
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

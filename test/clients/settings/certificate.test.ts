import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { templateBody, thingPolicy } from "../../../config/certificates";
import { stackSchema } from "../../../config/schema";
import { REPOSITORY } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { describeWith, findProgram } from "../../helpers/needs";
import { makeAuthority } from "../../local/registry/device-certificates";
import { type Program, start } from "../program";
import { freePort, SETTINGS_GROUPS, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

const ARN = "arn:aws:iot:us-east-1:123456789012";
const allow = (action: string, ...resources: string[]) => ({
  Effect: "Allow",
  Action: action,
  Resource: resources.map((one) => `${ARN}:${one}`),
});
/** The policy of the stack's group of things. */
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    allow("iot:Connect", "client/press-1"),
    allow("iot:Publish", "topic/up/press-1/*"),
    allow("iot:Subscribe", "topicfilter/down/press-1/*"),
    allow("iot:Receive", "topic/down/press-1/*"),
  ],
});

/** Settings with which AWS provisions a device that first connects with a certificate of the CA. */
const PROVISION = { group: "machines", attributes: {}, thingGroups: [] };
const MACHINES = stackSchema.parse({
  name: "shop",
  region: "us-east-1",
  groups: {
    machines: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}/#"] },
  },
}).groups.machines;

let project: SettingsProject;
let running: Program | undefined;
beforeAll(async () => {
  const authority = await makeAuthority();
  const files = await authority.issue({ subject: "CN=press-1", kind: "rsa" });
  const unnamed = await authority.issue({ subject: "CN=press-77", kind: "rsa" });
  project = await settingsProject({
    config: `export default defineConfig({ name: "shop", region: "us-east-1",
      ${SETTINGS_GROUPS.replace("groups: {", 'groups: { machines: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}/#"] },')},
      certificates: { authorities: { factory: { certificate: "factory.pem", provision: { group: "machines" } } }, things: { "press-1": { group: "machines", certificate: "press-1.pem" } } } });`,
    prepare: ({ write }) => {
      write("factory.pem", authority.pem);
      write("press-1.pem", files.cert);
      write("press-1.key", files.key);
      write("press-77.pem", unnamed.cert);
      write("press-77.key", unnamed.key);
    },
  });
  await project.core.registerDevices({
    authorities: [
      {
        id: "factory",
        pem: authority.pem,
        mode: "SNI_ONLY",
        active: true,
        autoRegistration: true,
        template: "machines",
      },
    ],
    templates: [
      {
        name: "machines",
        body: templateBody(PROVISION, "provisioned"),
        roleArn: "arn:aws:iam::123456789012:role/machines",
        enabled: true,
      },
    ],
    policies: [
      { name: "machines", document: POLICY },
      ...(MACHINES ? [{ name: "provisioned", document: JSON.stringify(thingPolicy(MACHINES, `${ARN}:`)) }] : []),
    ],
    certificates: [{ id: "one", pem: files.cert, active: true, policies: ["machines"] }],
    things: [{ name: "press-1", certificates: ["one"] }],
  });
});
afterEach(() => running?.stop());
afterAll(() => project?.close());

const settings = async (client: string, thing = "press-1", ...more: string[]) => {
  const files = ["--cert", join(project.folder, `${thing}.pem`), "--key", join(project.folder, `${thing}.key`)];
  const { code, stdout, stderr } = await runCli(["settings", client, "--thing", thing, "--local", ...files, ...more], {
    cwd: project.folder,
  });
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("secret")]);
  return stdout;
};

describeWith(["mosquitto"], "settings mosquitto-bridge for a thing, in a real mosquitto", () => {
  it("forwards messages both ways with the certificate, on the port for certificates and without ALPN", async () => {
    const port = await freePort();
    mkdirSync(join(project.folder, "conf.d"));
    const section = await settings("mosquitto-bridge");
    expect(section).not.toMatch(/^bridge_alpn|remote_username|PRIVATE/m);
    project.write("conf.d/aws.conf", section);
    const lines = [
      "user root",
      `listener ${port} 127.0.0.1`,
      "allow_anonymous true",
      `include_dir ${project.folder}/conf.d`,
    ];
    running = start(findProgram("mosquitto") as string, [
      "-c",
      project.write("mosquitto.conf", lines.join("\n")),
      "-v",
    ]);
    await running.printed(/Received SUBACK/);
    const local = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    await local.subscribeAsync("down/press-1/#", { qos: 1 });
    const down = new Promise((resolve) => local.once("message", (topic, payload) => resolve([topic, String(payload)])));
    await local.publishAsync("up/press-1/force", "9", { qos: 1 });
    expect(await project.heard("up/press-1/force")).toBe("9");
    await project.tell("down/press-1/stop", "now");
    expect(await down).toEqual(["down/press-1/stop", "now"]);
    await local.endAsync();
  });
});

describe("a program for a thing, run unchanged,", () => {
  it.each(["mqttjs", "aws-sdk-js"])("publishes and receives messages: settings %s", async (client) => {
    const program = join(REPOSITORY, "node_modules", `.iot-auth-thing-${client}-${process.pid}.mjs`);
    copyFileSync(project.write(`${client}.mjs`, await settings(client)), program);
    running = start(process.execPath, [program]);
    try {
      expect(await project.heard("up/press-1/hello")).toBe("hello");
      await project.tell("down/press-1/stop", "now");
      await running.printed(/^down\/press-1\/stop now$/m);
    } finally {
      rmSync(program);
    }
  });
});

describe("a program for a thing that is provisioned just in time, run unchanged,", () => {
  it("is dropped once, connects again by itself, publishes and receives messages: settings mqttjs", async () => {
    const program = join(REPOSITORY, "node_modules", `.iot-auth-provisioned-${process.pid}.mjs`);
    const text = await settings("mqttjs", "press-77", "--authority", "factory");
    copyFileSync(project.write("provisioned.mjs", text), program);
    running = start(process.execPath, [program]);
    try {
      expect(await project.heard("up/press-77/hello")).toBe("hello");
      await project.tell("down/press-77/stop", "now");
      expect(await running.printed(/^down\/press-77\/stop now$/m)).toMatch(/^disconnected[\s\S]*^connected$/m);
    } finally {
      rmSync(program);
    }
  });
});

describe("settings for a thing", () => {
  it("have port 8883 and no user name for NanoMQ and AWS", async () => {
    const argv = [
      "settings",
      "nanomq-bridge",
      "--thing",
      "press-1",
      "--endpoint",
      "abc-ats.iot.us-east-1.amazonaws.com",
    ];
    const { code, stdout } = await runCli(argv, { cwd: project.folder });
    expect(code).toBe(0);
    expect(stdout).toContain('server = "tls+mqtt-tcp://abc-ats.iot.us-east-1.amazonaws.com:8883"');
    expect(stdout).toContain('keyfile = "press-1.key"');
    expect(stdout).not.toMatch(/^ *(username|password) =/m);
    const check = await runCli(["settings", "check", project.write("n.conf", stdout)], { cwd: project.folder });
    expect([check.code, check.stdout]).toEqual([0, ""]);
  });

  it.each([
    [
      ["--thing", "press-2"],
      /`--thing` must name a thing of certificates\.things, got: "press-2"\. Did you mean "press-1"\?/,
    ],
    [[], /`--user` must be given, or --thing in its place, and not both/],
    [["--thing", "press-1", "--user", "gw-1"], /not both/],
    [["--thing", "press-1", "--cert", 'a"b'], /`--cert` must be a path of letters/],
  ])("are refused with a message about the wrong option: %j", async (argv, message) => {
    const all = ["settings", "nanomq-bridge", "--endpoint", "h", ...argv];
    const { code, stdout, stderr } = await runCli(all, { cwd: project.folder });
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });

  it("are refused for a client that cannot use certificates, and never contain the key", async () => {
    const argv = ["settings", "paho-java", "--thing", "press-1", "--endpoint", "h"];
    expect((await runCli(argv, { cwd: project.folder })).stderr).toContain(
      "must be a client that can log in with a certificate",
    );
    const key = readFileSync(join(project.folder, "press-1.key"), "utf8").split("\n")[1] ?? "-";
    for (const client of ["esp-idf", "paho-python", "node-red"]) expect(await settings(client)).not.toContain(key);
  });
});

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CLIENT_ENTRIES } from "../../../../cli/settings/client-table";
import { rsaKeyPair } from "../../../helpers/ready-made";
import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const MAC = "00:11:62:aa:bb:cc";
const HOST = "abc123-ats.iot.eu-west-1.amazonaws.com";
const SECRET = "correct horse battery staple";
const PEM = rsaKeyPair().publicKey.export({ type: "spki", format: "pem" });

let project: TestProject;
beforeEach(() => {
  project = testProject({
    users: [aUser({ name: "meter-1", group: "sensors" }), aUser({ name: MAC, group: "printers" })],
  });
});
afterEach(() => project.remove());

const settings = (argv: readonly string[], more: { env?: Record<string, string>; terminal?: boolean } = {}) =>
  runCli(["settings", ...argv], { cwd: project.folder, ...more });
const withSecret = ["mqttjs", "--user", "meter-1", "--endpoint", HOST, "--with-secret"];

describe("the secret in a text", () => {
  it("is a placeholder without --with-secret", async () => {
    const { stdout, stderr } = await settings(withSecret.slice(0, -1), { env: { IOT_AUTH_PASSWORD: SECRET } });
    expect(stdout).toContain("PUT-THE-PASSWORD-HERE");
    expect(stdout + stderr).not.toContain(SECRET);
    expect(stderr).toContain("Put the secret of meter-1 where the text says so, or give --with-secret.\n");
  });

  it("goes to a new file that only its owner can read, or to a terminal, and nowhere else", async () => {
    const env = { IOT_AUTH_PASSWORD: SECRET };
    expect(await settings(withSecret, { env })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `--with-secret` must write to a terminal or a file that only its owner can read, got: a pipe or a file that the shell opened. " +
        "Give --output FILE.\n",
    });
    expect((await settings(withSecret, { env, terminal: true })).stdout).toContain(SECRET);
    const { code, stdout, stderr } = await settings([...withSecret, "--output", "client.mjs"], { env });
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).not.toContain(SECRET);
    const file = join(project.folder, "client.mjs");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(SECRET);
    expect(await settings([...withSecret, "--output", "client.mjs"], { env })).toMatchObject({ code: 2, stdout: "" });
  });

  it("is refused where the settings cannot hold it, without being shown", async () => {
    const argv = ["mosquitto-bridge", "--user", "meter-1", "--endpoint", HOST, "--with-secret", "--output", "aws.conf"];
    for (const password of [" with spaces around ", "a\nb"]) {
      const { code, stderr } = await settings(argv, { env: { IOT_AUTH_PASSWORD: password } });
      expect([code, stderr]).toEqual([2, expect.stringContaining("must be one that the settings can hold")]);
      expect(stderr).not.toContain(password.trim());
      expect(existsSync(join(project.folder, "aws.conf"))).toBe(false);
    }
  });
});

describe("settings that cannot work", () => {
  it.each([
    [["nanomq"], /^error: unknown command 'nanomq'\. Did you mean nanomq-bridge\?\n/],
    [["mosqitto-bridge"], /^error: unknown command 'mosqitto-bridge'\. Did you mean mosquitto-bridge\?\n/],
    [
      ["mqttjs", "--user", "meter-2", "--endpoint", HOST],
      /must name a user, got: "meter-2"\. Did you mean "meter-1"\?/,
    ],
    [
      ["nanomq-bridge", "--user", "meter-1", "--endpoint", HOST],
      /^error: `--endpoint` must be an endpoint that NanoMQ can log in at, got: an endpoint that accepts a user name and password over TLS only with ALPN, which this client does not send\. .*mosquitto bridge/,
    ],
    [
      ["mqttjs", "--user", "meter-1", "--endpoint", HOST, "--topic", 'telemetry/meter-1/" + x # out'],
      /`--topic` must be a topic that MQTT\.js for Node\.js can use, .* since in MQTT, \+ must be a whole level, and # must be the whole last level\./,
    ],
    [
      ["mqttjs", "--user", "meter-1", "--endpoint", HOST, "--output", "nowhere/client.mjs"],
      /`--output` must name a file that can be written, got: ".*nowhere\/client\.mjs" \(ENOENT\)\. Its folder does not exist/,
    ],
    [["mqttjs", "--user", "meter-1", "--local"], /^error: No stand-in serves stack fleet\./],
  ])("are refused with what to do instead: %j", async (argv, message) => {
    const { code, stdout, stderr } = await settings(argv);
    expect([code > 0, stdout]).toEqual([true, ""]);
    expect(stderr).toMatch(message);
  });

  it("are refused for a client that cannot fetch tokens, if the stack requires signed tokens", async () => {
    const signing = `authorizer: { signing: { tokenKeyName: "t", publicKeys: { k: ${JSON.stringify(PEM)} } } },`;
    project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace("groups:", `${signing} groups:`));
    const refused = await settings(["mosquitto-bridge", "--user", "meter-1", "--endpoint", HOST]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/must be a client that can log in with a signed token, got: "mosquitto"\. .*which expire/),
    ]);
    const { code, stdout } = await settings(["mqttjs", "--user", "meter-1", "--endpoint", HOST]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "meter-1?x-amz-customauthorizer-name=fleet-signed&x-amz-customauthorizer-signature=PUT-THE-SIGNATURE-HERE&t=PUT-THE-TOKEN-HERE",
    );
    expect(stdout).not.toContain("password");
  });
});

describe("settings tasmota", () => {
  it("is one line, whose topics are those of the group", async () => {
    const { code, stdout } = await settings(["tasmota", "--user", "meter-1", "--endpoint", HOST]);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
      `Backlog SetOption3 1; SetOption90 1; SetOption103 1; MqttHost ${HOST}; MqttPort 443; MqttClient meter-1; ` +
        "MqttUser meter-1?x-amz-customauthorizer-name=fleet; MqttPassword PUT-THE-PASSWORD-HERE; Topic meter-1; " +
        "FullTopic %prefix%/meter-1/; Prefix1 commands; Prefix2 telemetry; Prefix3 telemetry",
    ]);
  });

  it("is refused where Tasmota sends no ALPN: at a custom domain, and on a port other than 443", async () => {
    for (const endpoint of ["iot.example.com", `${HOST}:8443`, "abc-ats.iot.cn-north-1.amazonaws.com.cn"]) {
      const { code, stdout, stderr } = await settings(["tasmota", "--user", "meter-1", "--endpoint", endpoint]);
      expect([endpoint, code, stdout]).toEqual([endpoint, 2, ""]);
      expect(stderr).toContain("Tasmota sends ALPN only to names that end in .amazonaws.com on port 443");
    }
  });

  it("is refused for a user whose topics Tasmota cannot build", async () => {
    const config = project.read("iot-auth.config.ts");
    project.write(
      "iot-auth.config.ts",
      config.replace("device()", '{ clientIds: ["{username}"], publish: ["a/b"], subscribe: ["c/#"] }'),
    );
    const { code, stdout, stderr } = await settings(["tasmota", "--user", "meter-1", "--endpoint", HOST]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("below topics that end in the same level, as Tasmota's do");
  });
});

describe("the table of clients", () => {
  it.each(CLIENT_ENTRIES.map((entry) => [entry.name, entry]))("has %s under its own name", async (name, entry) => {
    const client = await entry.client();
    expect(client.name).toBe(name);
    expect(client.keys.names.length).toBeGreaterThan(0);
    expect([client.keys.source, client.alpn.source].filter((source) => source === "")).toEqual([]);
    expect(client.traps.length).toBeGreaterThan(0);
    expect(client.traps.filter((trap) => !/^[A-Z].*\.$/.test(trap))).toEqual([]);
    expect(client.keys.compared.with).toMatch(/\d/);
  });
});

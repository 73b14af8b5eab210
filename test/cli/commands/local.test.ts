import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAuthorizerCommand,
  IoTClient,
  ListAuthorizersCommand,
  SetDefaultAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { DEFAULT_ASSUMPTIONS } from "../../../cli/local/assumptions";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { run } from "../../helpers/run";
import { type LocalProcess, startLocal } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject, testProject } from "../helpers/project";

// Each test synthesizes in a process of its own, which takes a while on a busy machine.
jest.setTimeout(180_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device(), printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
});`;

let project: TestProject;
let local: LocalProcess | undefined;
let clients: MqttClient[] = [];

afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  clients = [];
  if (local && local.child.exitCode === null) local.child.kill("SIGKILL");
  await local?.ended;
  local = undefined;
  project?.remove();
});

async function connect(ready: Record<string, unknown>, username: string, password: string): Promise<MqttClient> {
  const [host = "", port] = String(ready.mqtt).split(":");
  const ca = readFileSync(String(ready.caFile));
  const options: IClientOptions = {
    protocol: "mqtts",
    host,
    port: Number(port),
    ca,
    ALPNProtocols: ["mqtt"],
    reconnectPeriod: 0,
  };
  const client = await connectAsync({ ...options, clientId: username, username, password, protocolVersion: 5 });
  clients.push(client);
  return client;
}

const secret = generateSecret();
const sensor = aUser({ name: "sensor-7", secrets: [hashGeneratedSecret(secret)] });

it("says first where it listens, lets a user of the file in, and ends cleanly on SIGTERM", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);

  const ready = await local.waitFor(({ event }) => event === "ready");
  await connect(ready, "sensor-7", secret);
  await expect(connect(ready, "sensor-7", "wrong")).rejects.toMatchObject({ code: 0x87 });

  expect(local.events[0]).toEqual({
    event: "ready",
    mqtt: expect.stringMatching(/^localhost:\d+$/),
    mqtts: expect.stringMatching(/^localhost:\d+$/),
    https: expect.stringMatching(/^https:\/\/localhost:\d+$/),
    controlPlane: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    caFile: join(project.folder, ".iot-auth", "certificates", "ca.pem"),
    stack: "fleet",
    region: "eu-west-1",
    accountId: "123456789012",
    authorizer: "fleet",
    isDefault: true,
    endpoints: [
      {
        host: "localhost",
        domainConfiguration: null,
        authorizer: "fleet",
        allowAuthorizerOverride: true,
        authenticationType: "DEFAULT",
        applicationProtocol: "DEFAULT",
        status: "ENABLED",
      },
    ],
    assumptions: DEFAULT_ASSUMPTIONS,
  });
  const refused = await local.waitFor((event) => event.event === "decision" && event.allowed === false);
  expect(refused).toMatchObject({
    action: "iot:Connect",
    user: "sensor-7",
    authorizerLog: expect.stringContaining('"reason":"wrong-password"'),
  });
  local.child.kill("SIGTERM");
  expect(await local.ended).toBe(0);
  expect(local.errors()).toBe("");
  expect(JSON.stringify(local.events)).not.toContain(secret);
});

it("assumes what it is told to, and says so", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  const assume = ["--assume", "deniedPublish5=disconnect", "--assume", "oldSubprotocol=refuse"];
  local = startLocal(BIN, project.folder, ...assume);
  const ready = await local.waitFor(({ event }) => event === "ready");
  const chosen = { deniedPublish5: "disconnect", oldSubprotocol: "refuse" };
  expect(ready.assumptions).toEqual({ ...DEFAULT_ASSUMPTIONS, ...chosen });

  const client = await connect(ready, "sensor-7", secret);
  client.on("error", () => undefined);
  const told = new Promise((resolve) => client.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
  client.publish("forbidden", "x", { qos: 1 });
  expect(await told).toBe(0x87);
});

it("picks up an edit of the users without dropping who is connected", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  const ready = await local.waitFor(({ event }) => event === "ready");
  const connected = await connect(ready, "sensor-7", secret);

  const other = generateSecret();
  const added = aUser({ name: "sensor-8", secrets: [hashGeneratedSecret(other)] });
  project.write("users.json", JSON.stringify({ users: [sensor, added] }));
  await local.waitFor(({ event }) => event === "reloaded");

  await connect(ready, "sensor-8", other);
  expect(connected.connected).toBe(true);
});

it("serves an endpoint that an edit adds, with a certificate for it, and tells of it", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  await local.waitFor(({ event }) => event === "ready");

  const added = `endpoint: { domain: "iot.example.com", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
  groups:`;
  project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace("groups:", added));
  const { endpoints } = await local.waitFor(({ event }) => event === "reloaded");

  expect(endpoints).toMatchObject([{ host: "localhost" }, { host: "iot.example.com", authorizer: "fleet" }]);
  const { code, stdout } = await run(process.execPath, [BIN, "connect", "--local", "--username", "sensor-7"], {
    cwd: project.folder,
    env: { ...process.env, IOT_AUTH_PASSWORD: secret },
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining("connected to iot.example.com:")]);
});

it("goes on with the stack before when an edit is wrong, and says what is wrong", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  const ready = await local.waitFor(({ event }) => event === "ready");

  project.write("users.json", "{ not json");
  const failed = await local.waitFor(({ event }) => event === "reload-failed");

  expect(failed.message).toContain("`users.json line 1, column 3` must be valid JSON");
  await connect(ready, "sensor-7", secret);
});

it.each([
  [/name: "[^"]+"/, 'name: "renamed"', "`name` must still make the stack fleet, got: renamed."],
  [/region: "[^"]+"/, 'region: "ap-south-1"', "the Region is ap-south-1 now, and eu-west-1 is served."],
])("goes on with the stack before when %s becomes %s, which it cannot follow", async (setting, other, said) => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  await local.waitFor(({ event }) => event === "ready");

  project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace(setting, other));
  const { message } = await local.waitFor(({ event }) => event === "reload-failed");

  expect(message).toContain(said);
});

it("picks up an edit of the handler", async () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-local-"));
  try {
    for (const name of [
      "aws",
      "config",
      "identity",
      "infra",
      "lambda",
      "local",
      "cli",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ]) {
      cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
    project = testProject({ config: CONFIG, users: [sensor] });
    writeFileSync(
      join(folder, "iot-auth.config.ts"),
      `import { cloudPrnt, defineConfig, device } from "./config";\n${CONFIG}`,
    );
    writeFileSync(join(folder, "users.json"), project.read("users.json"));
    local = startLocal(join(folder, "cli", "bin.mjs"), folder);
    const ready = await local.waitFor(({ event }) => event === "ready");
    await connect(ready, "sensor-7", secret);

    const file = join(folder, "lambda", "login.ts");
    const source = readFileSync(file, "utf8");
    const changed = source.replace('throw new Refusal("unknown-user"', 'throw new Refusal("user-disabled"');
    expect(changed).not.toBe(source);
    writeFileSync(file, changed);
    await local.waitFor(({ event }) => event === "reloaded");

    await expect(connect(ready, "nobody", "x")).rejects.toThrow();
    const refused = await local.waitFor((event) => event.event === "decision" && event.allowed === false);
    expect(refused.authorizerLog).toContain('"reason":"user-disabled"');
  } finally {
    if (local) local.child.kill("SIGKILL");
    await local?.ended;
    rmSync(folder, { recursive: true, force: true });
  }
});

it("plays the demonstration and ends with exit code 0, leaving no demo user where somebody deploys from", async () => {
  project = testProject({ config: CONFIG });

  const { code, stdout, stderr } = await run(process.execPath, [BIN, "local", "--once", "--port", "0"], {
    cwd: project.folder,
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/demo-printers with its password: isAuthenticated true, principal \w+, refresh after 900 s/);
  expect(stdout).toContain("demo-printers with a wrong password: isAuthenticated false, no policy");
  expect(stdout).toContain("demo-printers receives star/cloudprnt/to-device/demo-printers/print-job");
  expect(stdout).toContain("demo-servers receives star/cloudprnt/to-server/demo-printers/print-result");
  expect(stdout).toContain("demo-printers publishes to star/cloudprnt/to-server/somebody-else/print-result: refused");
  expect(stdout).toContain("The demonstration went as expected.");
  expect(existsSync(join(project.folder, "cdktf.out"))).toBe(false);
  expect(existsSync(join(project.folder, "users.json"))).toBe(false);
});

it("plays no demonstration where no client can log in with a password, and says so", async () => {
  project = testProject({ config: CONFIG.replace("{ setAsDefault: true }", '{ status: "INACTIVE" }') });

  const { code, stdout, stderr } = await run(process.execPath, [BIN, "local", "--once", "--port", "0"], {
    cwd: project.folder,
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "No demonstration: the authorizer is INACTIVE, so no client can log in with a password alone.",
  );
});

it.each([
  [
    ["--port", "99999"],
    "error: option '--port <PORT>' argument '99999' is invalid. It must be a port from 1 to 65535, or 0 for any free one.",
  ],
  [["--time-scale", "0"], "It must be a number above 0 and at most 100000; 60 makes a minute a second."],
  [["--assume", "deniedPublish=puback"], 'There is no such assumption. Did you mean "deniedPublish5"?'],
  [["--assume", "deniedPublish5=no"], "It must be deniedPublish5=puback or deniedPublish5=disconnect."],
  [
    ["--forward-to", "http://127.0.0.1:5000"],
    '`--forward-to` must come with --empty, got: "http://127.0.0.1:5000". Without it the stack is loaded already',
  ],
  [
    ["--empty", "--forward-to", "moto"],
    "error: option '--forward-to <URL>' argument 'moto' is invalid. It must be an http or https URL, such as http://127.0.0.1:5000.",
  ],
  [["--empty", "--demo"], "error: option '--empty' cannot be used with option '--demo'"],
  [["--stage", "prod"], '`--stage` must name one of the configuration\'s stages, got: "prod".'],
])("refuses %j", async (args, message) => {
  project = testProject({ config: CONFIG });
  const { code, stdout, stderr } = await run(process.execPath, [BIN, "local", ...args], { cwd: project.folder });

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

it("starts empty, tells of calls that change something, and of the stack as soon as somebody has deployed it", async () => {
  project = testProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder, "--empty");
  const ready = await local.waitFor(({ event }) => event === "ready");
  expect(ready).toMatchObject({ stack: "fleet", authorizer: "fleet", empty: true, isDefault: false });
  await expect(connect(ready, "sensor-7", secret)).rejects.toMatchObject({ code: 0x87 });

  const iot = new IoTClient({
    endpoint: String(ready.controlPlane),
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const authorizer = {
    authorizerName: "fleet",
    authorizerFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:fleet",
    signingDisabled: true,
    status: "ACTIVE",
  } as const;
  await iot.send(new ListAuthorizersCommand({}));
  await iot.send(new CreateAuthorizerCommand(authorizer));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "fleet" }));
  iot.destroy();
  await local.waitFor(({ operation }) => operation === "SetDefaultAuthorizer");
  local.child.kill("SIGTERM");
  expect(await local.ended).toBe(0);

  const calls = local.events.filter(({ event }) => event === "call");
  expect(calls.map(({ service, operation, status }) => [service, operation, status])).toEqual([
    ["iot", "CreateAuthorizer", 200],
    ["iot", "SetDefaultAuthorizer", 200],
  ]);
});

it("says which port is taken", async () => {
  project = testProject({ config: CONFIG });
  const other = createServer();
  const port = await new Promise<number>((resolve) =>
    other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
  );
  try {
    const { code, stderr } = await run(process.execPath, [BIN, "local", "--port", String(port)], {
      cwd: project.folder,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `^error: Port ${port} of 127\\.0\\.0\\.1 is taken by another program\\. For any free one: .* local --port 0$`,
        "m",
      ),
    );
    const started = await run(process.execPath, [BIN, "local", "--port", String(port)], {
      cwd: project.folder,
      env: { ...process.env, npm_lifecycle_event: "start" },
    });
    expect(started.stderr).toMatch(/For any free one: npm start -- --port 0$/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    other.close();
  }
});

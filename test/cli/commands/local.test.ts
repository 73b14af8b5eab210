import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  CreateAuthorizerCommand,
  IoTClient,
  ListAuthorizersCommand,
  SetDefaultAuthorizerCommand,
} from "@aws-sdk/client-iot";
import type { MqttClient } from "mqtt";
import { DEFAULT_ASSUMPTIONS } from "../../../cli/local/assumption-options";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { connectTo, type JsonEvent, type LocalProcess, localProject, startLocal } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

// Each test synthesizes in another process, which takes long on a busy machine.
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

/** Runs a command in the test's process. */
const tool = (...argv: string[]) => runCli(argv, { cwd: project.folder, now: new Date().toISOString() });

/** Logs in. The client is disconnected at the end of the test. */
async function connect(ready: JsonEvent, username: string, password: string): Promise<MqttClient> {
  const client = await connectTo(ready, username, password);
  clients.push(client);
  return client;
}

const secret = generateSecret();
const sensor = aUser({ name: "sensor-7", secrets: [hashGeneratedSecret(secret)] });

it("says first where it listens, lets a user of the file in, and ends cleanly on SIGTERM", async () => {
  project = localProject({ config: CONFIG, users: [sensor] });
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
  project = localProject({ config: CONFIG, users: [sensor] });
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

it("plays the demonstration and ends with exit code 0, leaving no demo user where somebody deploys from", async () => {
  project = localProject({ config: CONFIG });

  const { code, stdout, stderr } = await tool("local", "--once", "--port", "0");

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
  project = localProject({ config: CONFIG.replace("{ setAsDefault: true }", '{ status: "INACTIVE" }') });

  const { code, stdout, stderr } = await tool("local", "--once", "--port", "0");

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
    '`--forward-to` must be given together with --empty, got: "http://127.0.0.1:5000". Without it the stack is loaded already',
  ],
  [
    ["--empty", "--forward-to", "moto"],
    "error: option '--forward-to <URL>' argument 'moto' is invalid. It must be an http or https URL, such as http://127.0.0.1:5000.",
  ],
  [["--empty", "--demo"], "error: option '--empty' cannot be used with option '--demo'"],
  [["--stage", "prod"], '`--stage` must name one of the configuration\'s stages, got: "prod".'],
])("refuses %j", async (args, message) => {
  project = localProject({ config: CONFIG });
  const { code, stdout, stderr } = await runCli(["local", ...args], { cwd: project.folder });

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

it("starts empty, tells of calls that change something, and of the stack as soon as somebody has deployed it", async () => {
  project = localProject({ config: CONFIG, users: [sensor] });
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
  project = localProject({ config: CONFIG });
  const other = createServer();
  const lifecycleEvent = process.env.npm_lifecycle_event;
  delete process.env.npm_lifecycle_event;
  const port = await new Promise<number>((resolve) =>
    other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
  );
  try {
    const { code, stderr } = await tool("local", "--port", String(port));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `^error: Port ${port} of 127\\.0\\.0\\.1 is taken by another program\\. For any free one: .* local --port 0$`,
        "m",
      ),
    );
    process.env.npm_lifecycle_event = "start";
    const started = await tool("local", "--port", String(port));
    expect(started.stderr).toMatch(/For any free one: npm start -- --port 0$/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    if (lifecycleEvent === undefined) delete process.env.npm_lifecycle_event;
    else process.env.npm_lifecycle_event = lifecycleEvent;
    other.close();
  }
});

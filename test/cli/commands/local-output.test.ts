import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectAsync, type MqttClient } from "mqtt";
import { runningFile } from "../../../cli/stand-in/running-file";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { describeWith } from "../../helpers/needs";
import { localProject } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";

jest.setTimeout(120_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device() },
});`;
const secret = generateSecret();
const SENSOR = "sensor-7";
/** As long as AWS IoT Core takes it, nearly: the longer the lines of a decision, the fewer fill a pipe. */
const TOPIC = `telemetry/${SENSOR}/${"x".repeat(220)}`;

let project: TestProject;
let child: ChildProcess | undefined;
let clients: MqttClient[] = [];

beforeEach(() => {
  const users = [aUser({ name: SENSOR, secrets: [hashGeneratedSecret(secret)] })];
  project = localProject({ config: CONFIG, users });
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  clients = [];
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  child = undefined;
  project.remove();
});

type Stdout = "pipe" | number;

function start(stdout: Stdout, ...args: string[]): ChildProcess {
  const command = [BIN, "local", "--port", "0", ...args];
  child = spawn(process.execPath, command, { cwd: project.folder, stdio: ["ignore", stdout, "inherit"] });
  return child;
}

/** Where it listens: standard output, which would say so, is not read. */
async function listening(): Promise<{ mqtt: string; caFile: string; pid: number }> {
  const file = runningFile(project.folder, "fleet");
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
  return JSON.parse(readFileSync(file, "utf8"));
}

async function login(): Promise<MqttClient> {
  const { mqtt, caFile } = await listening();
  const [host = "", port] = mqtt.split(":");
  const client = await connectAsync({
    protocol: "mqtts",
    host,
    port: Number(port),
    ca: readFileSync(caFile),
    ALPNProtocols: ["mqtt"],
    reconnectPeriod: 0,
    clientId: SENSOR,
    username: SENSOR,
    password: secret,
  });
  clients.push(client);
  return client;
}

/** Publishes to many topics, so that their decisions cannot be folded, and waits until all are acknowledged. */
async function publishMany(count: number): Promise<void> {
  const client = await login();
  const published: Promise<unknown>[] = [];
  for (let at = 0; at < count; at++) published.push(client.publishAsync(`${TOPIC}/${at}`, "x", { qos: 1 }));
  await Promise.all(published);
  await client.endAsync();
}

async function ends(): Promise<number | null> {
  const exited = once(child as ChildProcess, "exit");
  child?.kill("SIGTERM");
  return (await exited)[0];
}

describe.each([[[]], [["--json"]]])("iot-auth local %j", (args) => {
  it("goes on and ends at once where a pipe is not read", async () => {
    start("pipe", ...args);
    await publishMany(6000);
    await login();
    expect(await ends()).toBe(0);
  });

  it("goes on and ends where the reader of a pipe is gone", async () => {
    start("pipe", ...args).stdout?.destroy();
    await publishMany(600);
    await login();
    expect(await ends()).toBe(0);
  });

  it("goes on and ends where the disk is full", async () => {
    if (!existsSync("/dev/full")) {
      process.stderr.write("skipped: only Linux has a disk that is always full\n");
      return;
    }
    const full = openSync("/dev/full", "w");
    start(full, ...args);
    closeSync(full);
    await publishMany(600);
    await login();
    expect(await ends()).toBe(0);
  });
});

it("prints every event with --json, or how many are missing where a pipe is read too late", async () => {
  const { stdout } = start("pipe", "--json");
  const count = 20_000;
  await publishMany(count);
  let [decisions, missing] = [0, 0];
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    const event = JSON.parse(line);
    if (event.action === "iot:Publish") decisions++;
    if (event.event === "left-out") missing += event.count;
    if (event.event === "left-out") break;
  }
  expect(missing).toBeGreaterThan(0);
  expect(decisions + missing).toBeGreaterThanOrEqual(count);
  // Besides, there are the lines of one login.
  expect(decisions + missing).toBeLessThan(count + 10);
});

/** Makes a terminal that is not read, runs a program on it, and tells its process id and how it ended. */
const TERMINAL = `
import os, pty, sys
pid, master = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
print(pid, flush=True)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
`;

describeWith(["python3"], "on a terminal that is not read", () => {
  it("iot-auth local goes on, and ends at once", async () => {
    const command = ["-c", TERMINAL, process.execPath, BIN, "local", "--port", "0"];
    child = spawn("python3", command, { cwd: project.folder, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const pid = Number((await lines.next()).value);
    await publishMany(2000);
    await login();
    process.kill(pid, "SIGTERM");
    expect((await lines.next()).value).toBe("0");
  });
});

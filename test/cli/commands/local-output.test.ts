import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect, type TLSSocket } from "node:tls";
import { generate, type Packet, parser } from "mqtt-packet";
import { runningFile } from "../../../cli/stand-in/running-file";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { describeWith } from "../../helpers/needs";
import { localProject } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";

jest.setTimeout(14_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device() },
});`;
const secret = generateSecret();
const SENSOR = "sensor-7";
/**
 * A topic nearly as long as AWS IoT Core allows, with characters that the log writes as six characters each: the longer
 * the line of a decision is, the fewer decisions fill a pipe and the memory for output that waits for it.
 */
const TOPIC = `telemetry/${SENSOR}/${"\u007f".repeat(220)}`;
/** Maximum number of subscriptions in a SUBSCRIBE packet. */
const ASKED_AT_ONCE = 8;

let project: TestProject;
let child: ChildProcess | undefined;
let clients: TLSSocket[] = [];

beforeEach(() => {
  const users = [aUser({ name: SENSOR, secrets: [hashGeneratedSecret(secret)] })];
  project = localProject({ config: CONFIG, users });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
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

/** Reads from the running file where the stand-in listens, since the tests do not read its standard output. */
async function listening(): Promise<{ mqtt: string; caFile: string; pid: number }> {
  const file = runningFile(project.folder, "fleet");
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
  return JSON.parse(readFileSync(file, "utf8"));
}

type Answered = (packet: Packet) => void;

/**
 * Logs in; the connection is closed at the end of the test.
 * @returns a function that sends packets and waits for as many answers
 */
async function login() {
  const { mqtt, caFile } = await listening();
  const [host = "", port] = mqtt.split(":");
  const ca = readFileSync(caFile);
  const socket = connect({ host, port: Number(port), servername: host, ca, ALPNProtocols: ["mqtt"] });
  clients.push(socket);
  let answered: Answered = () => undefined;
  const reader = parser({ protocolVersion: 5 }).on("packet", (packet) => answered(packet));
  socket.on("data", (bytes) => reader.parse(bytes));
  const exchange = (packets: readonly Packet[]): Promise<Packet[]> =>
    new Promise((resolve, reject) => {
      const answers: Packet[] = [];
      socket.once("close", () => reject(new Error(`closed after ${answers.length} of ${packets.length} answers`)));
      socket.once("error", reject);
      answered = (packet) => {
        if (answers.push(packet) === packets.length) resolve(answers);
      };
      socket.write(Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion: 5 }))));
    });
  const [connack] = await exchange([
    {
      cmd: "connect",
      protocolVersion: 5,
      clientId: SENSOR,
      clean: true,
      username: SENSOR,
      password: Buffer.from(secret),
    },
  ]);
  expect(connack).toMatchObject({ cmd: "connack", reasonCode: 0 });
  return exchange;
}

/**
 * Causes a number of decisions about different topics, so that the log cannot combine them: subscribes to topics that
 * are refused, and waits for every answer. Then publishes a message, and waits for its acknowledgement.
 */
async function askMuch(decisions: number): Promise<void> {
  const exchange = await login();
  const subscribes = Array.from({ length: decisions / ASKED_AT_ONCE }, (_, at): Packet => {
    const topics = Array.from({ length: ASKED_AT_ONCE }, (_, one) => `${TOPIC}/${at}/${one}`);
    return { cmd: "subscribe", messageId: at + 1, subscriptions: topics.map((topic) => ({ topic, qos: 0 })) };
  });
  const refused = Array(ASKED_AT_ONCE).fill(135);
  expect(await exchange(subscribes)).toEqual(
    subscribes.map((_, at) => expect.objectContaining({ cmd: "suback", messageId: at + 1, granted: refused })),
  );
  const message = { topic: TOPIC, payload: "x", qos: 1, messageId: 1, dup: false, retain: false } as const;
  expect(await exchange([{ cmd: "publish", ...message }])).toMatchObject([{ cmd: "puback", reasonCode: 0 }]);
}

async function ends(): Promise<number | null> {
  const exited = once(child as ChildProcess, "exit");
  child?.kill("SIGTERM");
  return (await exited)[0];
}

describe.each([[[]], [["--json"]]])("iot-auth local %j", (args) => {
  it("goes on and ends at once where a pipe is not read", async () => {
    start("pipe", ...args);
    await askMuch(2000);
    await login();
    expect(await ends()).toBe(0);
  });

  it("goes on and ends where the reader of a pipe is gone", async () => {
    start("pipe", ...args).stdout?.destroy();
    await askMuch(200);
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
    await askMuch(200);
    await login();
    expect(await ends()).toBe(0);
  });
});

it("prints every event with --json, or how many are missing where a pipe is read too late", async () => {
  const { stdout } = start("pipe", "--json");
  const count = 4_000;
  await askMuch(count);
  let [decisions, missing] = [0, 0];
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    const event = JSON.parse(line);
    if (event.action === "iot:Subscribe") decisions++;
    if (event.event === "left-out") missing += event.count;
    if (event.event === "left-out") break;
  }
  expect(missing).toBeGreaterThan(0);
  expect(decisions + missing).toBeGreaterThanOrEqual(count);
  // The log also has the lines of a login.
  expect(decisions + missing).toBeLessThan(count + 10);
});

/**
 * Python program that runs a program on a terminal that is not read, and prints the program's process id and how it
 * ended.
 */
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
    await askMuch(800);
    await login();
    process.kill(pid, "SIGTERM");
    expect((await lines.next()).value).toBe("0");
  });
});

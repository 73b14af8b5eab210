import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { generate, type IConnectPacket, type Packet } from "mqtt-packet";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { wholeLines } from "../../helpers/whole-lines";
import { expectTame, HOSTILE_UTF8 } from "../helpers/hostile-text";
import { localProject } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";

jest.setTimeout(40_000);

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device() },
});`;
const secret = generateSecret();

let project: TestProject;
let child: ChildProcess | undefined;
afterEach(async () => {
  if (child && child.exitCode === null) {
    child.kill("SIGKILL");
    await once(child, "close");
  }
  project.remove();
});

/** Starts `iot-auth local` without `--json`, and collects its output. */
function startForPeople(...args: string[]) {
  project = localProject({
    config: CONFIG,
    users: [aUser({ name: "sensor-7", secrets: [hashGeneratedSecret(secret)] })],
  });
  const bin = join(REPOSITORY, "cli", "bin.mjs");
  const started = spawn(process.execPath, [bin, "local", "--port", "0", ...args], {
    cwd: project.folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  const listeners = new Set<() => void>();
  const printed = wholeLines([started.stdout, started.stderr], () => {
    for (const listener of listeners) listener();
  });
  return {
    printed,
    /** Resolves with the first match in the output, whether it is printed already or later. */
    waitFor: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(printed());
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        started.once("close", () => reject(new Error(`It ended without ${pattern}: ${printed()}`)));
        look();
      }),
  };
}

interface Target {
  readonly port: number;
  readonly ca: Buffer;
}

/** Sends bytes over TLS with ALPN `mqtt`, as a client without a user and a password can do. */
async function send({ port, ca }: Target, ...packets: Buffer[]): Promise<TLSSocket> {
  const socket = connect({ port, host: "localhost", servername: "localhost", ca, ALPNProtocols: ["mqtt"] });
  socket.on("error", () => undefined).resume();
  await once(socket, "secureConnect");
  for (const packet of packets) socket.write(packet);
  return socket;
}

const packet = (content: Packet, protocolVersion: 4 | 5 = 4) => generate(content, { protocolVersion });
const connectPacket = (fields: Partial<IConnectPacket>) =>
  packet({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    keepalive: 30,
    clientId: "c",
    ...fields,
  } as IConnectPacket);

async function attack(target: Target): Promise<void> {
  const topic = `${HOSTILE_UTF8}/x`;
  // Packets of clients that are not logged in.
  await send(target, connectPacket({ clientId: `one${HOSTILE_UTF8}` }));
  await send(target, connectPacket({ clientId: "two", username: HOSTILE_UTF8, password: Buffer.from(HOSTILE_UTF8) }));
  await send(
    target,
    connectPacket({ clientId: "three", will: { topic, payload: Buffer.from("x"), qos: 1, retain: false } }),
  );
  await post(target, topic);
  // A surrogate, which UTF-8 does not allow.
  const broken = connectPacket({ clientId: "four:XYZ" });
  broken.set([0xed, 0xa0, 0x80], broken.length - 3);
  await send(target, broken);
  // A client that is logged in.
  const known = await send(
    target,
    connectPacket({ clientId: "sensor-7", username: "sensor-7", password: Buffer.from(secret) }),
  );
  known.write(packet({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 0 }] } as Packet));
}

function post({ port, ca }: Target, topic: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `/topics/${encodeURIComponent(topic)}?qos=1&x-amz-customauthorizer-name=${encodeURIComponent(HOSTILE_UTF8)}`;
    const asked = request({ host: "localhost", port, ca, method: "POST", path }, (answer) => {
      answer.resume().on("end", resolve);
    });
    asked.on("error", reject).end("x");
  });
}

it("prints a line for what hostile clients send, on which nothing commands the terminal", async () => {
  const local = startForPeople();
  const [, port] = await local.waitFor(/MQTT, WebSocket, HTTPS +localhost:(\d+)/);
  const [, caFile = ""] = await local.waitFor(/CA certificate +(\S+)\n/);
  await local.waitFor(/^Serving on localhost:\d+; CA certificate: \.iot-auth\/certificates\/ca\.pem\nServing\./m);
  await attack({ port: Number(port), ca: readFileSync(caFile) });

  await local.waitFor(/^[0-9:.]+ - Connect {2}refused: authorizer .*FORGED.* does not exist$/m);
  await local.waitFor(/^[0-9:.]+ 127\.0\.0\.1 turned away: .*not well-formed UTF-8/m);
  for (const id of ["one", "two", "three"]) await local.waitFor(new RegExp(`^[0-9:.]+ - \\(${id}.* refused`, "m"));
  await local.waitFor(/^[0-9:.]+ sensor-7 Subscribe a\\u\{1b\}\[2J.* refused/m);
  expect(local.printed()).toContain("onea\\u{1b}[2J\\u{1b}[31m\\u{7}\\u{9b}2J\\u{d}b\\u{a}FORGED\\u{2028}");
  expectTame(local.printed());
});

it("prints JSON that commands no terminal either, and from which the text can be read back", async () => {
  const local = startForPeople("--json");
  const [line] = await local.waitFor(/^\{"event":"ready".*\}$/m);
  const { mqtt, caFile } = JSON.parse(line) as { mqtt: string; caFile: string };
  await attack({ port: Number(mqtt.split(":")[1]), ca: readFileSync(caFile) });
  await local.waitFor(/^\{.*"iot:Subscribe".*FORGED.*\}$/m);
  expectTame(local.printed());
  const events = local
    .printed()
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one) as { clientId?: string });
  expect(events.map(({ clientId }) => clientId)).toContain(`one${HOSTILE_UTF8}`);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { findMosquitto } from "../broker/broker-processes";
import { type LogOutput, startCommand } from "./command";
import { end, endWithThis } from "./processes";
import { openClient } from "./service-client";

/**
 * Servers that are measured. `command` is `iot-auth local` as people run it, with its log in a pipe that is read;
 * `file` and `terminal` are the command with its log there; `before` is the command of another checkout; `library` is
 * the stand-in as a library, without a log; `TLS alone` has no broker, and is the lower bound.
 */
export type TargetName = "command" | "file" | "terminal" | "before" | "library" | "mosquitto" | "TLS alone";

/** Targets that are measured on request. */
export interface OtherTargets {
  /** Folder of another checkout, with its packages installed. @default - none */
  readonly before?: string | undefined;
  /** Whether the command is also measured with its log in a file and on a terminal. @default false */
  readonly outputs?: boolean | undefined;
}

/** A TLS server on 127.0.0.1, in its own process. */
export interface Target {
  readonly name: TargetName;
  readonly port: number;
  readonly caFile: string;
  /** Port of MQTT over WebSocket; TLS alone has none. */
  readonly webSocketPort: number | undefined;
  readonly pid: number;
  stop(): Promise<void>;
}

const REPOSITORY = resolve(__dirname, "../..");

/** Starts the targets. If mosquitto is not installed, leaves it out and prints that. */
export async function startTargets({ before, outputs = false }: OtherTargets = {}): Promise<readonly Target[]> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const command = async (name: TargetName, output: LogOutput, repository = REPOSITORY): Promise<Target> => {
    const running = await startCommand(repository, join(folder, name), output);
    return { name, ...running, webSocketPort: running.port };
  };
  const started = [await command("command", "pipe")];
  if (outputs) started.push(await command("file", "file"), await command("terminal", "terminal"));
  if (before !== undefined) started.push(await command("before", "pipe", before));
  started.push(await startScript("library", "library-server.ts"));
  const program = findMosquitto();
  if (program) started.push(await startMosquitto(program, folder));
  else console.log("mosquitto is not installed, so not measured (apt-get install --no-install-recommends mosquitto)");
  started.push(await startScript("TLS alone", "tls-alone-server.ts", folder));
  const [first, ...others] = started;
  const stop = async () => {
    await first?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return first ? [{ ...first, stop }, ...others] : [];
}

/** Starts a server of this folder, which prints its port and the file of its CA certificate. */
export async function startScript(name: TargetName, script: string, ...args: readonly string[]): Promise<Target> {
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { port, caFile } = JSON.parse(String(line)) as { port: number; caFile: string };
  const webSocketPort = name === "library" ? port : undefined;
  return { name, port, caFile, webSocketPort, pid: child.pid ?? 0, stop: () => end(child) };
}

/**
 * Starts mosquitto with limits that do not slow it down: AWS's limit of messages in flight, unlimited queues, no log.
 */
async function startMosquitto(program: string, folder: string): Promise<Target> {
  const { caFile, server } = await developmentCertificates({ folder: join(folder, "mosquitto") });
  const [{ certificate, key } = { certificate: "", key: "" }] = server;
  writeFileSync(join(folder, "server.pem"), certificate);
  writeFileSync(join(folder, "server.key"), key, { mode: 0o600 });
  const [port, webSocketPort] = [await freePort(), await freePort()];
  const files = [`certfile ${join(folder, "server.pem")}`, `keyfile ${join(folder, "server.key")}`];
  const settings = [
    ...["user root", "allow_anonymous true", "max_inflight_messages 100", "max_queued_messages 0"],
    ...["set_tcp_nodelay true", "log_type none"],
    ...[`listener ${port} 127.0.0.1`, ...files],
    ...[`listener ${webSocketPort} 127.0.0.1`, "protocol websockets", ...files],
  ];
  writeFileSync(join(folder, "mosquitto.conf"), `${settings.join("\n")}\n`);
  const child = spawn(program, ["-c", join(folder, "mosquitto.conf")], { stdio: "ignore" });
  endWithThis(child);
  const target: Target = {
    ...{ name: "mosquitto", port, caFile, webSocketPort, pid: child.pid ?? 0 },
    stop: () => end(child),
  };
  for (let attempt = 0; ; attempt++) {
    try {
      (await openClient(target, "probe")).destroy();
      return target;
    } catch (error) {
      if (attempt === 100 || child.exitCode !== null) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Returns a port on which no process listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { hashGeneratedSecret } from "../../identity/users/secret";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { PASSWORD, PRINTER } from "../../test/clients/users";
import { findMosquitto } from "../broker-processes";
import { freePort } from "../free-port";
import { openClient } from "./client";

/**
 * Who is measured. `command` is what people run, and `before` the same of another checkout, as it was before a change; `library` is the
 * command without its log; `TLS alone` has no broker, and is the floor.
 */
export type TargetName = "command" | "before" | "library" | "mosquitto" | "TLS alone";

/** A server that speaks TLS on 127.0.0.1, in a process of its own. */
export interface Target {
  readonly name: TargetName;
  readonly port: number;
  readonly caFile: string;
  /** Where MQTT over WebSocket is; TLS alone has none. */
  readonly webSocketPort: number | undefined;
  readonly pid: number;
  stop(): Promise<void>;
}

const REPOSITORY = resolve(__dirname, "../..");

/**
 * Starts all of them; mosquitto is left out, and that is said, where there is none.
 * @param before folder of another checkout, with its packages installed
 */
export async function startTargets(before?: string): Promise<readonly Target[]> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const started = [await startCommand("command", REPOSITORY, folder)];
  if (before !== undefined) started.push(await startCommand("before", before, join(folder, "before")));
  started.push(await startScript("library", "library-server.ts"));
  const program = findMosquitto();
  if (program) started.push(await startMosquitto(program, folder));
  else console.log("without mosquitto, which is not installed (apt-get install --no-install-recommends mosquitto)");
  started.push(await startScript("TLS alone", "tls-alone-server.ts", folder));
  const [first, ...others] = started;
  const stop = async () => {
    await first?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return first ? [{ ...first, stop }, ...others] : [];
}

/**
 * `iot-auth local` as `npm start` starts it, compiled, but with the users of the benchmark and on a free port. Its log is read by a pipe.
 * @param repository the checkout that it is of, @param folder for its configuration and users
 */
async function startCommand(name: TargetName, repository: string, folder: string): Promise<Target> {
  execFileSync(process.execPath, [join("scripts", "compile-tool.mjs")], { cwd: repository });
  mkdirSync(folder, { recursive: true });
  const user = { name: PRINTER, group: "things", secrets: [hashGeneratedSecret(PASSWORD)] };
  writeFileSync(join(folder, "users.json"), JSON.stringify({ users: [user] }));
  writeFileSync(
    join(folder, "iot-auth.config.ts"),
    `import { defineConfig } from ${JSON.stringify(join(repository, "infra"))};
export default defineConfig({
  name: "bench",
  region: "us-east-1",
  authorizer: { setAsDefault: true },
  groups: {
    things: {
      clientIds: ["{username}", "{username}-*"],
      publish: ["telemetry/{username}/#", "telemetry/{username}"],
      subscribe: ["telemetry/#", "commands/{username}/#"],
    },
  },
});
`,
  );
  const child = spawn(process.execPath, [join(repository, "cli", "bin.mjs"), "local", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  endWithThis(child);
  let text = "";
  const port = await new Promise<number>((found, fail) => {
    child.once("exit", (code) => fail(new Error(`iot-auth local ended with ${code}:\n${text}`)));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (text.length < 10_000) text += chunk;
      const match = /CA certificate +\S/.test(text) && /localhost:(\d+)/.exec(text);
      if (match) found(Number(match[1]));
    });
  });
  child.stdout.removeAllListeners("data").resume();
  const caFile = resolve(folder, /CA certificate +(\S+)/.exec(text)?.[1] ?? "");
  return { name, port, caFile, webSocketPort: port, pid: child.pid ?? 0, stop: () => end(child) };
}

/** Starts a server of this folder. It prints its port and the file of its CA certificate. */
export async function startScript(name: TargetName, script: string, ...args: readonly string[]): Promise<Target> {
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { port, caFile } = JSON.parse(String(line)) as { port: number; caFile: string };
  const webSocketPort = name === "library" ? port : undefined;
  return { name, port, caFile, webSocketPort, pid: child.pid ?? 0, stop: () => end(child) };
}

/** mosquitto with limits that do not hinder it: AWS's window, unlimited queues, no log. */
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

/** Nothing is left running when the benchmark is interrupted. */
function endWithThis(child: ChildProcess): void {
  process.once("exit", () => child.kill("SIGKILL"));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.removeAllListeners("exit");
  const ended = once(child, "exit");
  if (child.stdin) child.stdin.end();
  else child.kill();
  await ended;
}

/** The processes of a target: it and those it started, such as the handler's. Linux only. */
function processesOf(target: Target): readonly number[] {
  const { pid } = target;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return [pid, ...children.split(" ").filter(Boolean).map(Number)];
}

/** Seconds of processor that a target has used so far. Linux only. */
export function cpuSeconds(target: Target): number {
  const ticksPerSecond = 100;
  let ticks = 0;
  for (const pid of processesOf(target)) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / ticksPerSecond;
}

/** Bytes of memory that a target's own process holds. Linux only. */
export function residentBytes({ pid }: Target): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openClient } from "./broker-load";

/** A broker in its own process. */
export interface BrokerProcess {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts the stand-in's broker, see broker-server.ts.
 * @param nodeOptions options of Node.js, such as `--expose-gc`
 */
export async function startStandIn(...nodeOptions: readonly string[]): Promise<BrokerProcess> {
  const script = join(__dirname, "broker-server.ts");
  const child = spawn(process.execPath, [...nodeOptions, "--import", "tsx", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const port = Number(await new Promise((resolve) => lines.once("line", resolve)));
  lines.close();
  return { port, child, stop: () => stop(child) };
}

/**
 * Returns mosquitto's name or path, from the PATH or from /usr/sbin, where Debian installs it; undefined if it is
 * missing.
 */
export function findMosquitto(): string | undefined {
  return ["mosquitto", "/usr/sbin/mosquitto"].find((program) => spawnSync(program, ["-h"]).error === undefined);
}

/** Starts mosquitto with limits that do not slow it down: AWS's limit of messages in flight, and unlimited queues. */
export async function startMosquitto(program: string): Promise<BrokerProcess> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const port = await freePort();
  const settings = [
    "user root",
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "max_inflight_messages 100",
    "max_queued_messages 0",
    "log_type error",
  ];
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, `${settings.join("\n")}\n`);
  const child = spawn(program, ["-c", file], { stdio: ["ignore", "ignore", "inherit"] });
  child.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await untilListening(port);
  return { port, child, stop: () => stop(child) };
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      (await openClient(port, 4, "bench-probe")).destroy();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}

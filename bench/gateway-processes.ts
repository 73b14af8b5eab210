import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { developmentCertificates } from "../local/certificates/development-certificates";
import { freePort } from "./free-port";
import { openTlsClient } from "./gateway-load";

/** A server that speaks TLS, in a process of its own. */
export interface TlsServer {
  readonly port: number;
  readonly caFile: string;
  /** Bytes after garbage collection. */
  memory(): Promise<{ readonly rss: number; readonly heapUsed: number }>;
  stop(): Promise<void>;
}

/** Starts gateway-server.ts. @param args `accept-alone` and a folder for certificates, or nothing for the stand-in */
export async function startServer(...args: readonly string[]): Promise<TlsServer> {
  const script = join(__dirname, "gateway-server.ts");
  const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", script, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const next = async () => JSON.parse(String((await once(lines, "line"))[0]));
  const { port, caFile } = await next();
  return {
    port,
    caFile,
    memory: () => {
      child.stdin.write("\n");
      return next();
    },
    stop: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

/** Starts mosquitto with TLS, with limits that do not hinder it. */
export async function startTlsMosquitto(program: string): Promise<Omit<TlsServer, "memory">> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const { caFile, server } = await developmentCertificates({ folder });
  // mosquitto serves one certificate; the first is what the stand-in serves to clients that can verify both.
  const [{ certificate, key } = { certificate: "", key: "" }] = server;
  writeFileSync(join(folder, "server.pem"), certificate);
  writeFileSync(join(folder, "server.key"), key, { mode: 0o600 });
  const port = await freePort();
  const settings = [
    ...["user root", `listener ${port} 127.0.0.1`, "allow_anonymous true", "max_inflight_messages 100"],
    ...["max_queued_messages 0", "set_tcp_nodelay true", "log_type none"],
    ...[`certfile ${join(folder, "server.pem")}`, `keyfile ${join(folder, "server.key")}`],
  ];
  writeFileSync(join(folder, "mosquitto.conf"), `${settings.join("\n")}\n`);
  const child = spawn(program, ["-c", join(folder, "mosquitto.conf")], { stdio: ["ignore", "ignore", "inherit"] });
  await untilListening({ port, caFile }, child);
  return {
    port,
    caFile,
    stop: async () => {
      child.kill();
      await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(server: { port: number; caFile: string }, child: ChildProcess): Promise<void> {
  for (let attempt = 0; child.exitCode === null; attempt++) {
    try {
      (await openTlsClient(server, 4, { clientId: "bench-probe" })).destroy();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

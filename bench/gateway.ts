import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { PRINTER } from "../test/clients/users";
import { findMosquitto } from "./broker-processes";
import { loginAs, measureTlsThroughput, openTlsClient, type Target } from "./gateway-load";
import { startServer, startTlsMosquitto, type TlsServer } from "./gateway-processes";
import { median, report } from "./measure";

const ROUNDS = 7;
const LOADS = [
  { version: 4, qos: 0, messages: 150_000 },
  { version: 4, qos: 1, messages: 50_000 },
  { version: 5, qos: 0, messages: 150_000 },
  { version: 5, qos: 1, messages: 50_000 },
] as const;
/** Logins under way at once, how many are measured each time, and how many go before, since Node.js compiles what is used often. */
const CONNECTS = { atOnce: 16, count: 600, before: 3000 };
const IDLE_CLIENTS = 1000;

/** The whole stand-in, from TLS to policy, with the zip that would be deployed: messages, logins, memory. */
export async function benchGateway(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const standIn = await startServer();
  const bare = await startServer("accept-alone", folder);
  try {
    await benchThroughput(standIn);
    await benchConnects(standIn, bare);
    await benchIdle(standIn, bare);
  } finally {
    await Promise.all([standIn.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Messages per second over TLS with a login and a policy, against mosquitto with neither. */
async function benchThroughput(standIn: Target): Promise<void> {
  const program = findMosquitto();
  if (program === undefined) {
    console.log("skipped: messages over TLS (mosquitto is not installed)");
    return;
  }
  const mosquitto = await startTlsMosquitto(program);
  try {
    for (const load of LOADS) {
      const [ours, theirs] = await inTurn(
        ROUNDS,
        () => measureTlsThroughput(standIn, load),
        () => measureTlsThroughput(mosquitto, load),
      );
      const title = `gateway: MQTT ${load.version === 4 ? "3.1.1" : "5"} QoS ${load.qos} over TLS, messages/s against mosquitto`;
      report(title, ours / theirs, "at least 1.3", `${Math.round(ours)} against ${Math.round(theirs)}`);
    }
  } finally {
    await mosquitto.stop();
  }
}

/** Logins per second, the handler called for each, against a server that only does the handshake. */
async function benchConnects(standIn: Target, bare: Target): Promise<void> {
  for (const target of [standIn, bare]) await connectsPerSecond(target, CONNECTS.before);
  const [ours, theirs] = await inTurn(
    ROUNDS,
    () => connectsPerSecond(standIn),
    () => connectsPerSecond(bare),
  );
  const detail = `${Math.round(ours)} against ${Math.round(theirs)}`;
  report("gateway: logins/s with the handler called, against TLS alone", ours / theirs, "at least 0.9", detail);
}

async function connectsPerSecond(target: Target, count: number = CONNECTS.count): Promise<number> {
  let left = count;
  const started = performance.now();
  const worker = async (number: number) => {
    while (left-- > 0) (await openTlsClient(target, 4, loginAs(`${PRINTER}-${number}`))).destroy();
  };
  await Promise.all(Array.from({ length: CONNECTS.atOnce }, (_, number) => worker(number)));
  return count / ((performance.now() - started) / 1000);
}

/** Memory of a client that is connected and does nothing, against a TLS connection alone. */
async function benchIdle(standIn: TlsServer, bare: TlsServer): Promise<void> {
  const ours = await bytesPerClient(standIn);
  const theirs = await bytesPerClient(bare);
  const kibibytes = (bytes: number) => (bytes / 1024).toFixed(1);
  const detail = `${kibibytes(ours)} KiB against ${kibibytes(theirs)} KiB`;
  report("gateway: memory of an idle client, against TLS alone", ours / theirs, "-", detail);
}

async function bytesPerClient(server: TlsServer): Promise<number> {
  const before = await server.memory();
  const clients: TLSSocket[] = [];
  for (let number = 0; number < IDLE_CLIENTS; number++) {
    clients.push(await openTlsClient(server, 4, loginAs(`${PRINTER}-idle-${number}`)));
  }
  const after = await server.memory();
  for (const client of clients) client.destroy();
  return (after.rss - before.rss) / IDLE_CLIENTS;
}

/** Medians of two measurements that take turns. */
async function inTurn(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[number, number]> {
  const results: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    results[0].push(await one());
    results[1].push(await other());
  }
  return [median(results[0]), median(results[1])];
}

if (require.main === module) {
  benchGateway().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

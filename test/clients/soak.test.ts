import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Number of clients. */
const CLIENTS = 2000;
/** Number of clients that subscribe; each publisher writes to one of them. */
const SUBSCRIBERS = 400;
/** QoS 1 messages of each publisher. */
const MESSAGES = 20;
/** How often a random client is killed; it connects again and continues. */
const KILLS = 600;

interface Report {
  /** Clients that were connected when the last one had connected. */
  readonly connected: number;
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly duplicates: number;
  readonly kills: number;
  readonly milliseconds: number;
}

describe("2,000 clients at once", () => {
  let server: ChildProcess;
  let clients: ChildProcess;
  afterAll(async () => {
    for (const child of [clients, server]) {
      if (child?.exitCode !== null) continue;
      child.kill();
      await once(child, "exit");
    }
  });

  it("lose no acknowledged QoS 1 message while clients are killed and connect again", async () => {
    const start = (name: string) => fork(join(__dirname, name), { execArgv: ["--import", "tsx"] });
    server = start("soak-server.ts");
    const [target] = await once(server, "message");
    clients = start("soak-clients.ts");
    clients.send({ ...target, clients: CLIENTS, subscribers: SUBSCRIBERS, messages: MESSAGES, kills: KILLS });
    const [report] = (await once(clients, "message")) as [Report];
    process.stderr.write(`soak: ${JSON.stringify({ ...report, lost: report.lost.length })}\n`);
    expect(report.lost).toEqual([]);
    expect(report.connected).toBe(CLIENTS);
    expect(report.acknowledged).toBe((CLIENTS - SUBSCRIBERS) * MESSAGES);
    expect(report.kills).toBe(KILLS);
  }, 90_000);
});

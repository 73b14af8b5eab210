import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { generate } from "mqtt-packet";
import { report } from "../measure";
import { openClient } from "./broker-load";
import { type BrokerProcess, startStandIn } from "./broker-processes";

const CLIENTS = 2000;

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly connections: number;
}

async function memoryOf({ child }: BrokerProcess): Promise<Memory> {
  if (!child.stdout || !child.stdin) throw new Error("the broker's process has no pipes");
  const lines = createInterface({ input: child.stdout });
  child.stdin.write("memory\n");
  const line = await new Promise<string>((resolve) => lines.once("line", resolve));
  lines.close();
  return JSON.parse(line);
}

/** Measures the memory of an idle client with one subscription, including its TCP socket in Node.js. */
export async function benchBrokerMemory(): Promise<void> {
  const broker = await startStandIn("--expose-gc");
  const sockets: Socket[] = [];
  try {
    const before = await memoryOf(broker);
    for (let count = 0; count < CLIENTS; count++) {
      const socket = await openClient(broker.port, 4, `client${count}`);
      socket.write(
        generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: `devices/${count}`, qos: 1 }] }),
      );
      await new Promise((resolve) => socket.once("data", resolve));
      sockets.push(socket);
    }
    const after = await memoryOf(broker);
    if (after.connections !== CLIENTS) throw new Error(`${after.connections} of ${CLIENTS} clients are connected`);
    const heap = (after.heapUsed - before.heapUsed) / CLIENTS / 1024;
    const resident = (after.rss - before.rss) / CLIENTS / 1024;
    report("broker: KiB of heap for an idle client", heap, "at most 20", `${resident.toFixed(1)} KiB resident`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await broker.stop();
  }
}

if (require.main === module) {
  benchBrokerMemory().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

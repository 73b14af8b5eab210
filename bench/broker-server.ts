import { randomUUID } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { Broker, type ConnectionPolicy, type Decision } from "../local/broker";

/**
 * The stand-in's broker as a process of its own, on plain TCP, with a policy that is asked for every packet. Prints its port, and its
 * memory whenever a line comes in.
 */
const decisions = new Map<string, Decision>();

function decide(resource: string): Decision {
  let decision = decisions.get(resource);
  if (!decision) {
    decision = { allowed: true };
    decisions.set(resource, decision);
  }
  return decision;
}

const policy: ConnectionPolicy = {
  connect: ({ clientId }) => decide(clientId),
  publish: decide,
  subscribe: decide,
  receive: decide,
};
const broker = new Broker({ authenticate: async () => ({ ok: true, policy }) });
const server = createServer({ noDelay: true }, (socket) =>
  broker.accept(socket, { id: randomUUID(), transport: "mqtt" }),
);
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

process.stdin.on("data", () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ rss, heapUsed, connections: broker.connectionCount }));
});
process.stdin.on("end", () => process.exit(0));

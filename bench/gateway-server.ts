import { createInterface } from "node:readline";
import { createServer, type TLSSocket } from "node:tls";
import { developmentCertificates } from "../local/certificates/development-certificates";
import { startStandIn } from "../test/clients/stand-in";

/**
 * The stand-in with a deployed zip, or (argument `accept-alone`) a TLS server that answers whatever comes with a CONNACK, as a process
 * of its own. Prints where it is; then its memory whenever a line comes in. Ends with its input.
 */
async function main(): Promise<void> {
  if (process.argv[2] === "accept-alone") await acceptAlone(process.argv[3] ?? "");
  else await standIn();
  createInterface({ input: process.stdin }).on("line", () => {
    for (let round = 0; round < 3; round++) globalThis.gc?.();
    console.log(JSON.stringify({ rss: process.memoryUsage.rss(), heapUsed: process.memoryUsage().heapUsed }));
  });
}

async function standIn(): Promise<void> {
  const { port, caFile, close } = await startStandIn({ onEvent: undefined as never });
  console.log(JSON.stringify({ port: Number(port), caFile }));
  process.stdin.once("end", () => close().then(() => process.exit(0)));
}

async function acceptAlone(folder: string): Promise<void> {
  const { server, caFile } = await developmentCertificates({ folder });
  const [cert, key] = [server.map(({ certificate }) => certificate), server.map((one) => one.key)];
  const options = { cert, key, ALPNProtocols: ["mqtt"], noDelay: true };
  const connack = Buffer.of(0x20, 2, 0, 0);
  const accept = (socket: TLSSocket) => socket.on("error", () => {}).once("data", () => socket.write(connack));
  const listening = createServer(options, accept).listen(0, "127.0.0.1", () => {
    console.log(JSON.stringify({ port: (listening.address() as { port: number }).port, caFile }));
  });
  process.stdin.once("end", () => process.exit(0));
}

void main();

import { createServer, type TLSSocket } from "node:tls";
import { developmentCertificates } from "../../local/certificates/development-certificates";

/**
 * What TLS in Node.js costs without a broker: takes every CONNECT, acknowledges by counting bytes, and hands whatever is published, as it
 * came, to everybody who subscribed to anything, or to a publisher that subscribed itself. Knows packets only by their first byte and length; the load generator sends one kind a
 * connection. Ends with its input.
 */
const CONNACK = Buffer.of(0x20, 2, 0, 0);
const PUBLISH_QOS_1 = 0x32;
const SUBSCRIBE = 0x82;
const subscribers = new Set<TLSSocket>();

function serve(socket: TLSSocket): void {
  let forward: ((chunk: Buffer) => void) | undefined;
  // Each publisher that waits for a subscriber listens to it.
  socket.setMaxListeners(0);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => subscribers.delete(socket));
  socket.once("data", () => {
    socket.write(CONNACK);
    socket.on("data", (chunk: Buffer) => {
      if (chunk[0] === SUBSCRIBE) {
        subscribers.add(socket);
        socket.write(Buffer.of(0x90, 3, chunk[2] ?? 0, chunk[3] ?? 0, 1));
      } else if (chunk[0] === 0x40) {
        // Acknowledges what it got: there is nothing to do.
      } else {
        forward ??= publisher(socket, chunk);
        forward(chunk);
      }
    });
  });
}

/** Hands on what a publisher sends, and does not read from it while a subscriber takes in nothing. */
function publisher(socket: TLSSocket, first: Buffer): (chunk: Buffer) => void {
  const acknowledges = first[0] === PUBLISH_QOS_1;
  const packetBytes = 2 + (first[1] ?? 0);
  let bytes = 0;
  let id = 0;
  return (chunk) => {
    for (const subscriber of subscribers.has(socket) ? [socket] : subscribers) {
      if (subscriber.write(chunk) || socket.isPaused()) continue;
      socket.pause();
      const resume = () => {
        subscriber.off("drain", resume).off("close", resume);
        socket.resume();
      };
      subscriber.on("drain", resume).on("close", resume);
    }
    if (!acknowledges) return;
    bytes += chunk.length;
    const count = Math.floor(bytes / packetBytes);
    bytes -= count * packetBytes;
    const answer = Buffer.allocUnsafe(count * 4);
    for (let at = 0; at < count; at++) {
      id = (id % 65_535) + 1;
      answer.writeUInt16BE(0x4002, at * 4);
      answer.writeUInt16BE(id, at * 4 + 2);
    }
    if (count > 0) socket.write(answer);
  };
}

async function main(folder: string): Promise<void> {
  const { server, caFile } = await developmentCertificates({ folder });
  const options = {
    cert: server.map(({ certificate }) => certificate),
    key: server.map(({ key }) => key),
    ALPNProtocols: ["mqtt"],
    noDelay: true,
  };
  const listening = createServer(options, serve).listen(0, "127.0.0.1", () => {
    console.log(JSON.stringify({ port: (listening.address() as { port: number }).port, caFile }));
  });
  process.stdin.resume().once("end", () => process.exit(0));
}

void main(process.argv[2] ?? "");

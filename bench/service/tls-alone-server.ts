import { createServer, type TLSSocket } from "node:tls";
import { developmentCertificates } from "../../local/certificates/development-certificates";

/**
 * A TLS server without a broker, which shows what TLS in Node.js costs. It accepts every CONNECT, acknowledges messages
 * by counting bytes, and forwards the bytes of a publisher unchanged: to the publisher itself if it has subscribed,
 * otherwise to every client that has subscribed to any topic. It knows packets only by their first byte and length,
 * since the load generator sends one kind of packet per connection. Exits when standard input ends.
 */
const CONNACK = Buffer.of(0x20, 2, 0, 0);
const PUBLISH_QOS_1 = 0x32;
const SUBSCRIBE = 0x82;
const subscribers = new Set<TLSSocket>();

function serve(socket: TLSSocket): void {
  let forward: ((chunk: Buffer) => void) | undefined;
  // Each publisher that waits for a subscriber adds listeners to it.
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
        // A PUBACK from a subscriber: there is nothing to do.
      } else {
        forward ??= publisher(socket, chunk);
        forward(chunk);
      }
    });
  });
}

/**
 * Returns the function that forwards a publisher's bytes. It pauses the publisher while a subscriber's buffer is full.
 */
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

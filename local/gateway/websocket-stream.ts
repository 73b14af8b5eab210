import type { Duplex } from "node:stream";
import { createWebSocketStream, type WebSocket } from "ws";

/** A WebSocket as a stream of bytes. */
export interface WebSocketStream {
  readonly stream: Duplex;
  /** Whether the client said goodbye with a Close frame. */
  readonly endedByClient: () => boolean;
}

/** Close code of a peer that vanished without a Close frame; never on the wire (RFC 6455, 7.1.5). */
const NO_CLOSE_FRAME = 1006;

/**
 * MQTT packets inside a WebSocket's binary frames, however they are cut. A text frame ends the connection.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901285 MQTT-6.0.0-1, MQTT-6.0.0-2
 */
export function webSocketStream(socket: WebSocket): WebSocketStream {
  let ended = false;
  const stream = createWebSocketStream(socket);
  socket.prependListener("message", (_, isBinary) => {
    if (!isBinary) stream.destroy();
  });
  // In front, since the stream ends at this event.
  socket.prependListener("close", (code) => {
    ended = code !== NO_CLOSE_FRAME;
  });
  return { stream, endedByClient: () => ended };
}

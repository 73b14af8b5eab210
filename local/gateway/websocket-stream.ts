import type { Duplex } from "node:stream";
import { createWebSocketStream, type WebSocket } from "ws";

/** A WebSocket as a stream of bytes. */
export interface WebSocketStream {
  readonly stream: Duplex;
  /** Whether the client ended the connection with a Close frame. */
  readonly endedByClient: () => boolean;
}

/** Close code for a connection that ended without a Close frame; it is never sent (RFC 6455, 7.1.5). */
const NO_CLOSE_FRAME = 1006;

/**
 * Returns the stream of MQTT packets in a WebSocket's binary frames; packets need not be aligned with frames. A text
 * frame ends the connection.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901285 MQTT-6.0.0-1, MQTT-6.0.0-2
 */
export function webSocketStream(socket: WebSocket): WebSocketStream {
  let ended = false;
  const stream = createWebSocketStream(socket);
  socket.prependListener("message", (_, isBinary) => {
    if (!isBinary) stream.destroy();
  });
  // Before the stream's own listener, which ends the stream at this event.
  socket.prependListener("close", (code) => {
    ended = code !== NO_CLOSE_FRAME;
  });
  return { stream, endedByClient: () => ended };
}

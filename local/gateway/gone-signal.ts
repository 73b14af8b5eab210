import type { EventEmitter } from "node:events";

/** A signal that is aborted when a stream is closed. */
export function goneSignal(stream: EventEmitter): AbortSignal {
  const controller = new AbortController();
  stream.once("close", () => controller.abort());
  return controller.signal;
}

import type { EventEmitter } from "node:events";

/** Why a signal is aborted: one for all, since making a `DOMException` for each costs as much as a login's policy. */
const GONE = new Error("the connection is gone");

/** A signal that is aborted when a stream is closed. */
export function goneSignal(stream: EventEmitter): AbortSignal {
  const controller = new AbortController();
  stream.once("close", () => controller.abort(GONE));
  return controller.signal;
}

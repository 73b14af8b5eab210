import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** Ctrl-C, and what asks a program to end, as something to wait for. */
export interface Interruption {
  /** Its reason is the error to end with. */
  readonly signal: AbortSignal;
  /** Rejects with that error. */
  readonly promise: Promise<never>;
  readonly dispose: () => void;
}

/** Starts to listen, until it is disposed of. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new CliError("Interrupted.", EXIT.interrupted));
  const promise = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  promise.catch(() => undefined);
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    signal: controller.signal,
    promise,
    dispose: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}

import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** Ctrl-C (SIGINT) or SIGTERM, as an abort signal and as a promise. */
export interface Interruption {
  /** Aborted by the first of these signals; its reason is the {@link CliError} that the command ends with. */
  readonly signal: AbortSignal;
  /** Rejects with the same error. */
  readonly promise: Promise<never>;
  /** Stops listening. */
  readonly dispose: () => void;
}

/** Listens for SIGINT and SIGTERM until `dispose` is called. */
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

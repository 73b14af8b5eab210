/** Ctrl-C (SIGINT) or SIGTERM, for a command that runs until it is interrupted. */
export interface Interruption {
  /** Resolves at the first of these signals. */
  readonly promise: Promise<void>;
  /** Aborted at the first of these signals. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

/** Listens for ctrl-C and SIGTERM. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  const promise = new Promise<void>((done) => {
    controller.signal.addEventListener("abort", () => done(), { once: true });
  });
  const stop = (): void => controller.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    promise,
    signal: controller.signal,
    dispose() {
      process.off("SIGINT", stop).off("SIGTERM", stop);
    },
  };
}

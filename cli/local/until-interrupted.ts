/** The wait of a command that serves until somebody ends it. */
export interface Interruption {
  /** Resolves at ctrl-C or SIGTERM. */
  readonly promise: Promise<void>;
  /** Aborted then. */
  readonly signal: AbortSignal;
  /** Listens no more. */
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

import { asError } from "../../errors";
import type { LiveLog } from "../log/live-log";

/** The steps of a reload. */
export interface ReloadSteps<Stack> {
  /** Synthesizes the stack from the files on disk. */
  readonly synthesize: () => Promise<Stack>;
  /** Loads the stack into the stand-in. @returns Further fields of the event `reloaded` */
  readonly load: (stack: Stack) => Promise<object>;
  /** Once aborted, failures are no longer reported. */
  readonly signal: AbortSignal;
  readonly log: Pick<LiveLog, "note">;
}

/**
 * Reloads the stack after files are saved, with one synthesis at a time. A save during a synthesis starts another one after it, and only the last
 * one is reported: the event "reloaded" means that all saves before it are loaded.
 * @example
 * const reloads = new Reloads({ synthesize, load, signal, log });
 * const stopWatching = watchInputs(inputs, () => reloads.request());
 * reloads.start();
 */
export class Reloads<Stack> {
  private state: "waiting" | "started" | "stopped" = "waiting";
  private requested = false;
  private running: Promise<void> | undefined;

  constructor(private readonly steps: ReloadSteps<Stack>) {}

  /** Requests a reload, since a file was saved. */
  request(): void {
    this.requested = true;
    if (this.state === "started") this.running ??= this.run();
  }

  /** Starts reloading, at once if a reload was already requested. */
  start(): void {
    this.state = "started";
    if (this.requested) this.request();
  }

  /** Starts no further reload, and waits for the running one. */
  async stop(): Promise<void> {
    this.state = "stopped";
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.requested && this.state === "started") {
      this.requested = false;
      await this.reload();
    }
    this.running = undefined;
  }

  private async reload(): Promise<void> {
    const { synthesize, load, signal, log } = this.steps;
    try {
      const more = await load(await synthesize());
      if (this.requested) return;
      log.note("reloaded: your changes apply to new logins and at the next refreshes", { event: "reloaded", ...more });
    } catch (error) {
      if (signal.aborted || this.requested) return;
      const { message } = asError(error);
      log.note(`not reloaded, the previous stack is still served: ${message}`, { event: "reload-failed", message });
    }
  }
}

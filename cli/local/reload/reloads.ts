import { asError } from "../../errors";
import type { LiveLog } from "../log/live-log";

/** What is done after a save. */
export interface ReloadSteps<Stack> {
  /** Synthesizes what is on disk now. */
  readonly synthesize: () => Promise<Stack>;
  /** Puts it in place. @returns what the event `reloaded` says besides */
  readonly load: (stack: Stack) => Promise<object>;
  /** Aborted when nothing is to be told any more. */
  readonly signal: AbortSignal;
  readonly log: Pick<LiveLog, "note">;
}

/**
 * Reloads after saves: one synthesis at a time, however fast the saves come, and the newest save wins. A save during a synthesis makes for one
 * more when that is over, and the one under way says nothing of itself: who reads "reloaded" may rely on it for every save before.
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

  /** Something was saved. */
  request(): void {
    this.requested = true;
    if (this.state === "started") this.running ??= this.run();
  }

  /** From now on it reloads; also for what was saved before. */
  start(): void {
    this.state = "started";
    if (this.requested) this.request();
  }

  /** Begins no further reload, and waits for the one under way. */
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
      log.note("reloaded: new logins and the next refreshes meet what you changed", { event: "reloaded", ...more });
    } catch (error) {
      if (signal.aborted || this.requested) return;
      const { message } = asError(error);
      log.note(`not reloaded, the stack before goes on: ${message}`, { event: "reload-failed", message });
    }
  }
}

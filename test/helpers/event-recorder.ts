import type { LocalEvent } from "../../local";

/** Records the stand-in's events, and waits for later ones. */
export class EventRecorder {
  readonly events: LocalEvent[] = [];
  private readonly waiting = new Set<(event: LocalEvent) => void>();

  readonly listen = (event: LocalEvent): void => {
    this.events.push(event);
    for (const tell of this.waiting) tell(event);
  };

  /** Resolves with the first event that passes, whether it was recorded before the call or comes later. */
  readonly seen = (passes: (event: LocalEvent) => boolean): Promise<LocalEvent> =>
    new Promise((resolve) => {
      const past = this.events.find(passes);
      if (past) return resolve(past);
      const tell = (event: LocalEvent) => {
        if (!passes(event)) return;
        this.waiting.delete(tell);
        resolve(event);
      };
      this.waiting.add(tell);
    });
}

import type { DecisionEvent, LocalEvent, Repetition } from "../../../local";

/**
 * Prints an event.
 * @param more How many similar events were held back since the last printed one
 * @param time Time of the last of them, which is later than `event.time` if it was only counted
 */
export type PrintEvent<Event extends LocalEvent> = (event: Event, more: number, time: number) => void;

/** How many lines may be printed within a second. */
const LINES = {
  /** Lines of each kind before the kind is folded. What a person does by hand stays below this. */
  each: 10,
  /** Lines about allowed actions, of all kinds; after these, each kind gets one line. */
  allowed: 200,
  /** All lines. */
  all: 1000,
} as const;
/** How many kinds are distinguished; events of further kinds are only counted. */
const MAX_KINDS = 5000;
const INTERVAL_MS = 1000;

/** Events that differ in their time only, or in a number in their message. */
class Kind<Event extends LocalEvent> {
  /** Lines printed in the kind's first second; `LINES.each` after that, so that further events are held back. */
  printed = 0;
  /** Events that were held back since the last line. */
  held = 0;
  /** There was no such event for a second, and the fold keeps nothing of this kind any more. */
  gone = false;
  last: Event;
  /** Time of the last event, which may have been counted only: then it is later than the time in {@link last}. */
  lastTime = 0;

  constructor(first: Event) {
    this.last = first;
  }

  /** Whether the next event is held, however few lines of other kinds were printed. */
  get holds(): boolean {
    return this.held > 0 || this.printed >= LINES.each;
  }

  hold(event: Event, time: number): void {
    this.held++;
    if (this.last !== event) this.last = event;
    this.lastTime = time;
  }
}

/** Counts repetitions of one event while its kind is folded. */
class Repeated<Event extends LocalEvent> implements Repetition {
  constructor(
    private readonly kind: Kind<Event>,
    private readonly event: Event,
    private readonly now: () => number,
  ) {}

  again(): boolean {
    const { kind } = this;
    if (!kind.holds || kind.gone) return false;
    kind.hold(this.event, this.now());
    return true;
  }
}

/**
 * Folds events that repeat: the same decision for the same client and topic, or the same problem of the same client. The first ones are printed
 * at once; further ones are counted, and once a second the last one is printed with the number of the others. No person reads 100,000 lines a
 * second, no terminal prints them that fast, and formatting them takes more time than the messages that they are about. {@link repetitionOf}
 * counts repetitions without an event.
 */
export class EventFold<Event extends LocalEvent = LocalEvent> {
  private readonly kinds = new Map<string, Kind<Event>>();
  private lines = 0;
  private unknown = 0;
  private timer: NodeJS.Timeout | undefined;
  /** The last event that was added, and its kind: {@link repetitionOf} is called right after, and making a key takes long. */
  private added: Event | undefined;
  private kindOfAdded: Kind<Event> | undefined;

  /** @param leaveOut Called once a second with the number of events that are neither printed nor counted with their kind */
  constructor(
    private readonly print: PrintEvent<Event>,
    private readonly leaveOut: (count: number) => void,
  ) {}

  add(event: Event): void {
    this.timer ??= setTimeout(() => this.sweep(), INTERVAL_MS).unref();
    const kind = this.kindOf(event);
    this.added = event;
    this.kindOfAdded = kind;
    if (!kind) {
      this.unknown++;
      return;
    }
    if (kind.held === 0 && kind.printed < this.most(event)) {
      kind.printed++;
      this.tell(event, 0, event.time);
    } else {
      kind.hold(event, event.time);
    }
  }

  /** Returns the counter for repetitions of an event that was added, or undefined if there are too many kinds. */
  repetitionOf(event: Event & DecisionEvent, now: () => number): Repetition | undefined {
    const kind = this.added === event ? this.kindOfAdded : this.kinds.get(keyOf(event));
    return kind && new Repeated(kind, event, now);
  }

  /** Prints the events that were held back. */
  flush(): void {
    let leftOut = this.unknown;
    this.unknown = 0;
    for (const [key, kind] of this.kinds) {
      const { held, last, lastTime } = kind;
      if (held === 0) {
        kind.gone = true;
        this.kinds.delete(key);
      } else if (this.lines >= LINES.all) leftOut += held;
      else this.tell(last, held - 1, lastTime);
      kind.printed = LINES.each;
      kind.held = 0;
    }
    if (leftOut > 0) this.leaveOut(leftOut);
  }

  private sweep(): void {
    this.timer = undefined;
    this.lines = 0;
    this.flush();
    if (this.kinds.size > 0) this.timer = setTimeout(() => this.sweep(), INTERVAL_MS).unref();
  }

  /** Returns the kind of an event; `undefined` if there are too many kinds. */
  private kindOf(event: Event): Kind<Event> | undefined {
    const key = keyOf(event);
    let kind = this.kinds.get(key);
    if (!kind && this.kinds.size < MAX_KINDS) {
      kind = new Kind(event);
      this.kinds.set(key, kind);
    }
    return kind;
  }

  /** How many lines of the event's kind may be printed. */
  private most(event: Event): number {
    if (this.lines >= LINES.all) return 0;
    const common = event.event === "decision" && event.allowed;
    return common && this.lines >= LINES.allowed ? 1 : LINES.each;
  }

  private tell(event: Event, more: number, time: number): void {
    this.lines++;
    this.print(event, more, time);
  }
}

function keyOf(event: LocalEvent): string {
  switch (event.event) {
    case "decision":
      return `${event.allowed ? "+" : "-"}${event.action}\n${event.clientId ?? event.user}\n${event.resource}`;
    case "disconnected":
      return `${event.clientId}\n${event.reason}\n${event.message}`;
    case "problem":
      return `${event.kind}\n${event.clientId}\n${withoutNumbers(event.message)}`;
    case "turned-away":
      return `${event.remoteAddress}\n${event.message}`;
    default:
      return event.event;
  }
}

/** Messages that differ only in a count are of the same kind. */
const withoutNumbers = (message: string): string => message.replace(/[\d,]+ more/, "more");

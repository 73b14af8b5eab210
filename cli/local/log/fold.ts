import type { LocalEvent } from "../../../local";

/** Prints an event, and that so many more like it came since the last time. */
export type PrintEvent<Event extends LocalEvent> = (event: Event, more: number) => void;

/** What may be printed within a second. */
const LINES = {
  /** Of each kind, before it is folded: what a person does by hand is never folded. */
  each: 10,
  /** Of what is allowed, of all kinds: then each kind once. */
  allowed: 200,
  /** At all. */
  all: 1000,
} as const;
/** Kinds that are kept apart. */
const MAX_KINDS = 5000;
const INTERVAL_MS = 1000;

interface Kind<Event> {
  /** Lines printed since it was last quiet. */
  printed: number;
  /** Events since the last line. */
  held: number;
  last: Event;
}

/**
 * Folds what repeats: the same decision for the same client and topic, the same problem of the same client. The first ones are printed as they
 * come; what comes faster is counted, and once a second the last one is printed with the number of the others. Nobody reads 100,000 lines a
 * second, no terminal takes them, and making them costs more than the messages they tell of.
 */
export class EventFold<Event extends LocalEvent = LocalEvent> {
  private readonly kinds = new Map<string, Kind<Event>>();
  private lines = 0;
  private unknown = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param leaveOut told once a second of events that are neither printed nor counted with their kind */
  constructor(
    private readonly print: PrintEvent<Event>,
    private readonly leaveOut: (count: number) => void,
  ) {}

  add(event: Event): void {
    this.timer ??= setTimeout(() => this.sweep(), INTERVAL_MS).unref();
    const key = kindOf(event);
    let kind = this.kinds.get(key);
    if (!kind) {
      if (this.kinds.size >= MAX_KINDS) {
        this.unknown++;
        return;
      }
      kind = { printed: 0, held: 0, last: event };
      this.kinds.set(key, kind);
    }
    if (kind.held === 0 && kind.printed < this.most(event)) {
      kind.printed++;
      this.tell(event, 0);
    } else {
      kind.held++;
      kind.last = event;
    }
  }

  /** Prints what is held. */
  flush(): void {
    let leftOut = this.unknown;
    this.unknown = 0;
    for (const [key, kind] of this.kinds) {
      if (kind.held === 0) this.kinds.delete(key);
      else if (this.lines >= LINES.all) leftOut += kind.held;
      else this.tell(kind.last, kind.held - 1);
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

  /** Lines of its kind that may have been printed. */
  private most(event: Event): number {
    if (this.lines >= LINES.all) return 0;
    const common = event.event === "decision" && event.allowed;
    return common && this.lines >= LINES.allowed ? 1 : LINES.each;
  }

  private tell(event: Event, more: number): void {
    this.lines++;
    this.print(event, more);
  }
}

function kindOf(event: LocalEvent): string {
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

/** A message that differs in a count only is the same. */
const withoutNumbers = (message: string): string => message.replace(/[\d,]+ more/, "more");

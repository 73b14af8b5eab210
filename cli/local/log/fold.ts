import type { DecisionEvent, LocalEvent } from "../../../local";

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

/** Kinds of one client's decisions about one resource, by {@link outcomeOf}. */
type Outcomes<Event> = (Kind<Event> | undefined)[];

/** Kinds of one client's decisions: most clients have one resource, which needs no look-up. */
interface ClientKinds<Event> {
  readonly resource: string;
  readonly outcomes: Outcomes<Event>;
  others?: Map<string, Outcomes<Event>>;
}

interface Kind<Event> {
  /** Lines printed since it was last quiet. */
  printed: number;
  /** Events since the last line. */
  held: number;
  last: Event;
}

/**
 * Folds what repeats: the same decision for the same client and topic, the same problem of the same client. The first ones are printed as they
 * come; what comes faster is counted, and once a second the last one is printed with the number of the others. A person does not read 100,000 lines a
 * second, no terminal takes them, and making them costs more than the messages they tell of.
 */
export class EventFold<Event extends LocalEvent = LocalEvent> {
  private readonly kinds = new Map<string, Kind<Event>>();
  /** Those of decisions, by client or user: every message is one or two, and making a key costs more than this. */
  private readonly decisions = new Map<string, ClientKinds<Event>>();
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
    const kind = event.event === "decision" ? this.kindOfDecision(event, event) : this.kindOfAny(event);
    if (!kind) {
      this.unknown++;
      return;
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
    const before = this.kinds.size;
    for (const [key, kind] of this.kinds) {
      if (kind.held === 0) this.kinds.delete(key);
      else if (this.lines >= LINES.all) leftOut += kind.held;
      else this.tell(kind.last, kind.held - 1);
      kind.printed = LINES.each;
      kind.held = 0;
    }
    if (this.kinds.size < before) this.decisions.clear();
    if (leftOut > 0) this.leaveOut(leftOut);
  }

  private sweep(): void {
    this.timer = undefined;
    this.lines = 0;
    this.flush();
    if (this.kinds.size > 0) this.timer = setTimeout(() => this.sweep(), INTERVAL_MS).unref();
  }

  private kindOfDecision(event: Event, decision: DecisionEvent): Kind<Event> | undefined {
    const { clientId = decision.user ?? "", resource } = decision;
    const outcome = outcomeOf(decision);
    const ofClient = this.decisions.get(clientId);
    const outcomes = ofClient?.resource === resource ? ofClient.outcomes : ofClient?.others?.get(resource);
    const known = outcomes?.[outcome];
    if (known) return known;
    const kind = this.kindOfAny(event);
    if (!kind) return undefined;
    if (outcomes) {
      outcomes[outcome] = kind;
      return kind;
    }
    const created: Outcomes<Event> = [];
    created[outcome] = kind;
    if (!ofClient) this.decisions.set(clientId, { resource, outcomes: created });
    else {
      ofClient.others ??= new Map();
      ofClient.others.set(resource, created);
    }
    return kind;
  }

  /** None where there are too many. */
  private kindOfAny(event: Event): Kind<Event> | undefined {
    const key = keyOf(event);
    let kind = this.kinds.get(key);
    if (!kind && this.kinds.size < MAX_KINDS) {
      kind = { printed: 0, held: 0, last: event };
      this.kinds.set(key, kind);
    }
    return kind;
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

const ACTIONS = ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive", "iot:Refresh"] as const;

/** A small number for what was asked and answered. */
const outcomeOf = ({ action, allowed }: DecisionEvent): number => 2 * ACTIONS.indexOf(action) + (allowed ? 1 : 0);

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

/** A message that differs in a count only is the same. */
const withoutNumbers = (message: string): string => message.replace(/[\d,]+ more/, "more");

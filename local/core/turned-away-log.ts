import type { BrokerEvent } from "../broker";
import type { Clock } from "../clock";
import {
  detailOf,
  explainTurnedAway,
  type TurnedAway,
  type TurnedAwayCause,
  type TurnedAwayPlace,
} from "../gateway/turned-away/turned-away";

/** A client that never got as far as MQTT or a login, or a web page that asked the control plane. */
export interface TurnedAwayEvent {
  readonly event: "turned-away";
  /** Milliseconds since 1970, of the stand-in's clock. */
  readonly time: number;
  readonly cause: TurnedAwayCause;
  /** IP address. Missing if it was gone too soon, or if many addresses do the same. */
  readonly remoteAddress?: string;
  /** How often the same came from there in a row. Told for the first three, then for 10, 100, 1,000 and so on. */
  readonly count: number;
  /** What was wrong, as a sentence. May hold what the client sent, as it sent it. */
  readonly message: string;
  /** What to change, and where. */
  readonly remedy: string;
}

/** Without another one for so long a row is over, and the next one is told again, milliseconds. */
const PAUSE = 60_000;
/** Rows that are remembered. */
const MAX_ROWS = 1000;
/** Addresses told apart for one cause; further ones are counted together. */
const MAX_ADDRESSES = 100;

interface Row {
  readonly cause: TurnedAwayCause;
  count: number;
  /** Of the last one. */
  at: number;
}

/**
 * Tells of clients that are turned away, in words, and goes on being readable when one tries again and again.
 * @example
 * const log = new TurnedAwayLog({ caFile }, systemClock, console.log);
 * log.tell({ cause: "no-server-name", remoteAddress: "192.0.2.7" });
 */
export class TurnedAwayLog {
  /** By cause and address, the one that was heard of last at the end. */
  private readonly rows = new Map<string, Row>();

  /** @param now milliseconds that never go back, of the wall clock */
  constructor(
    private readonly place: TurnedAwayPlace,
    private readonly clock: Pick<Clock, "now">,
    private readonly listener: (event: TurnedAwayEvent) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  tell(turnedAway: TurnedAway): void {
    const { cause } = turnedAway;
    const now = this.now();
    const remoteAddress = this.addressFor(turnedAway, now);
    const key = `${cause} ${remoteAddress}`;
    const row = this.rows.get(key) ?? { cause, count: 0, at: now };
    this.rows.delete(key);
    if (now - row.at > PAUSE) row.count = 0;
    row.count++;
    row.at = now;
    this.rows.set(key, row);
    const [oldest] = this.rows.size > MAX_ROWS ? this.rows.keys() : [];
    if (oldest !== undefined) this.rows.delete(oldest);
    if (!isTold(row.count)) return;
    this.listener({
      event: "turned-away",
      time: this.clock.now(),
      cause,
      ...(remoteAddress !== undefined && { remoteAddress }),
      count: row.count,
      ...explainTurnedAway(turnedAway, this.place),
    });
  }

  /** Its own address, while few others do the same. */
  private addressFor({ cause, remoteAddress }: TurnedAway, now: number): string | undefined {
    if (this.rows.has(`${cause} ${remoteAddress}`)) return remoteAddress;
    const others = [...this.rows.values()].filter((row) => row.cause === cause && now - row.at <= PAUSE);
    return others.length < MAX_ADDRESSES ? remoteAddress : undefined;
  }
}

const isTold = (count: number): boolean => count <= 3 || /^10+$/.test(String(count));

/**
 * A connection to the broker on which no CONNECT came, as one that was turned away; undefined for every other event.
 * @example
 * turnedAwayAtBroker({ type: "refused", meta, message: "no CONNECT in time" })?.cause; // "connect-timeout"
 */
export function turnedAwayAtBroker(event: BrokerEvent): TurnedAway | undefined {
  if (event.type !== "refused" || event.clientId !== undefined || event.code !== undefined) return undefined;
  const { message, meta } = event;
  const cause = /\bin time\b/.test(message)
    ? "connect-timeout"
    : /\bclosed\b|\breset\b|ECONN|EPIPE|alert/i.test(message)
      ? "closed-before-connect"
      : "not-mqtt";
  const { remoteAddress } = meta;
  return { cause, ...(remoteAddress !== undefined && { remoteAddress }), ...detailOf(message) };
}

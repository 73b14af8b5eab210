import type { BrokerEvent } from "../broker";
import type { Clock } from "../clock";
import {
  detailOf,
  explainTurnedAway,
  type TurnedAway,
  type TurnedAwayCause,
  type TurnedAwayPlace,
} from "../gateway/turned-away/turned-away";

/** A client that was turned away before its MQTT CONNECT or login, or a web page that called the control plane. */
export interface TurnedAwayEvent {
  readonly event: "turned-away";
  /** Milliseconds since 1970, of the stand-in's clock. */
  readonly time: number;
  readonly cause: TurnedAwayCause;
  /** IP address. Missing if the client closed the connection too soon, or if many addresses fail for the same cause. */
  readonly remoteAddress?: string;
  /**
   * How often this address failed for this cause in a row. Reported for 1, 2 and 3, then for 10, 100, 1,000 and so on.
   */
  readonly count: number;
  /** What was wrong, as a sentence. May hold unchanged text that the client sent. */
  readonly message: string;
  /** What to change, and where. */
  readonly remedy: string;
}

/** Milliseconds without a failure after which counting begins again at 1. */
const PAUSE = 60_000;
/** Maximum number of rows that are remembered; the row whose last failure is oldest is dropped. */
const MAX_ROWS = 1000;
/** Maximum number of addresses that are counted separately for one cause; further addresses are counted together. */
const MAX_ADDRESSES = 100;

interface Row {
  readonly cause: TurnedAwayCause;
  count: number;
  /** Time of the last failure, milliseconds of `now`. */
  at: number;
}

/**
 * Reports clients that are turned away, with cause and remedy. A client that tries again and again is reported only
 * from time to time.
 * @example
 * const log = new TurnedAwayLog({ caFile }, systemClock, console.log);
 * log.tell({ cause: "no-server-name", remoteAddress: "192.0.2.7" });
 */
export class TurnedAwayLog {
  /** By cause and address, in the order of the last failure, newest last. */
  private readonly rows = new Map<string, Row>();

  /** @param now milliseconds of a clock that never goes back and that `timeScale` does not speed up */
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

  /** The client's address, or undefined if many other addresses fail for the same cause. */
  private addressFor({ cause, remoteAddress }: TurnedAway, now: number): string | undefined {
    if (this.rows.has(`${cause} ${remoteAddress}`)) return remoteAddress;
    const others = [...this.rows.values()].filter((row) => row.cause === cause && now - row.at <= PAUSE);
    return others.length < MAX_ADDRESSES ? remoteAddress : undefined;
  }
}

const isTold = (count: number): boolean => count <= 3 || /^10+$/.test(String(count));

/**
 * Converts the broker's event about a connection that ended without a valid CONNECT; undefined for every other event.
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

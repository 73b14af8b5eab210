import type { Clock } from "../clock";
import type { Assumptions } from "./broker-assumptions";
import type { EventListener } from "./broker-event";
import type { Authenticate } from "./connection/authentication";
import type { BrokerLimits } from "./limits";

/** Options of the broker. */
export interface BrokerOptions {
  /** Decides on each login. */
  readonly authenticate: Authenticate;
  /**
   * The clock of session expiry, message expiry and Will delay. May run faster than the wall clock.
   * @default the computer's clock
   */
  readonly clock?: Clock;
  /**
   * The clock of clients and networks, which cannot be sped up: keep-alive, time to send a CONNECT, slow subscribers.
   * @default the computer's clock
   */
  readonly wallClock?: Clock;
  /**
   * Called with each event, when it happens. Must not throw.
   * @default - nothing is reported, which is a little faster
   */
  readonly onEvent?: EventListener;
  /**
   * Whether `published` and `delivered` events are reported, too. Not needed by listeners to which the policy reports
   * each message.
   * @default true
   */
  readonly tellTraffic?: boolean;
  /** @default AWS's documented quotas, {@link DEFAULT_LIMITS} */
  readonly limits?: Partial<BrokerLimits>;
  /** @default {@link DEFAULT_ASSUMPTIONS} */
  readonly assumptions?: Partial<Assumptions>;
}

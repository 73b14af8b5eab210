import type { Clock } from "../clock";
import type { Assumptions } from "./broker-assumptions";
import type { EventListener } from "./broker-event";
import type { Authenticate } from "./connection/authentication";
import type { BrokerLimits } from "./limits";

export interface BrokerOptions {
  /** Decides on each login. */
  readonly authenticate: Authenticate;
  /**
   * The time of AWS's promises: session expiry, message expiry, Will delay. May pass faster than the wall clock.
   * @default the machine's clock
   */
  readonly clock?: Clock;
  /**
   * The time of clients and networks, which cannot be sped up: keep-alive, time to send a CONNECT, slow subscribers.
   * @default the machine's clock
   */
  readonly wallClock?: Clock;
  /**
   * Told what happens, as it happens. Must not throw.
   * @default - nothing is told, which is a little faster
   */
  readonly onEvent?: EventListener;
  /**
   * Whether `published` and `delivered` are told, too. A listener that hears of each message from the policy does without.
   * @default true
   */
  readonly tellTraffic?: boolean;
  /** @default AWS's documented quotas, {@link DEFAULT_LIMITS} */
  readonly limits?: Partial<BrokerLimits>;
  /** @default {@link DEFAULT_ASSUMPTIONS} */
  readonly assumptions?: Partial<Assumptions>;
}

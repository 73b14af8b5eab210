import type { BrokerEvent } from "../broker";
import type { Clock } from "../clock";
import { type LocalEvent, type LocalEventListener, localEventOf } from "./local-event";
import { type TurnedAwayLog, turnedAwayAtBroker } from "./turned-away-log";

/**
 * Maximum number of refused logins that are remembered. A connection ends right before or right after its login is
 * refused.
 */
const MAX_REFUSED = 1000;

/**
 * Passes events on without reporting a refused login twice: the decision is reported, the end of its connection is not.
 */
export class EventFilter {
  private readonly refused = new Set<string>();

  constructor(
    private readonly listener: LocalEventListener,
    private readonly turnedAway: Pick<TurnedAwayLog, "tell">,
  ) {}

  tell(event: LocalEvent): void {
    if (event.event === "decision" && event.action === "iot:Connect" && !event.allowed && event.transport !== "https") {
      this.refused.add(event.connectionId);
      const [oldest] = this.refused.size > MAX_REFUSED ? this.refused : [];
      if (oldest !== undefined) this.refused.delete(oldest);
    }
    this.listener(event);
  }

  /** Reports an event of the broker, unless a decision has reported it already. */
  tellOf(event: BrokerEvent, clock: Clock): void {
    if (event.type === "refused" && this.refused.delete(event.meta.id)) return;
    const turnedAway = turnedAwayAtBroker(event);
    if (turnedAway !== undefined) {
      this.turnedAway.tell(turnedAway);
      return;
    }
    const told = localEventOf(event, clock);
    if (told !== undefined) this.listener(told);
  }
}

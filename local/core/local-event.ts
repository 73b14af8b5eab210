import type { BrokerEvent, DropCause } from "../broker";
import type { Clock } from "../clock";
import type { DecisionEvent } from "../login/decisions/decision-event";
import type { TurnedAwayEvent } from "./turned-away-log";

/** The connection of a client that had logged in has ended. */
export interface DisconnectedEvent {
  readonly event: "disconnected";
  /** Milliseconds since 1970, of the stand-in's clock. */
  readonly time: number;
  readonly connectionId: string;
  readonly clientId: string;
  /**
   * The disconnect reason of AWS's lifecycle events, such as `CUSTOMAUTH_TTL_EXPIRATION`.
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
   */
  readonly reason: string;
  readonly message: string;
}

/** A request of a client failed, or a message was lost, for a reason other than a policy. */
export interface ProblemEvent {
  readonly event: "problem";
  readonly time: number;
  /**
   * The cause. "client": it sent something that is not MQTT, or that is outside AWS's limits. "dropped": a message that
   * AWS would drop, too. "unsupported": AWS supports the request, the stand-in does not. "stand-in": a defect of the
   * stand-in.
   */
  readonly kind: "client" | "dropped" | "unsupported" | "stand-in";
  readonly connectionId?: string;
  readonly clientId?: string;
  readonly message: string;
}

/** A line that the authorizer's function wrote. */
export interface AuthorizerLogEvent {
  readonly event: "authorizer-log";
  readonly time: number;
  readonly functionName: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

/**
 * Something that happened in the stand-in. Holds no payload and no secret, except in lines that the function logged.
 */
export type LocalEvent = DecisionEvent | DisconnectedEvent | ProblemEvent | AuthorizerLogEvent | TurnedAwayEvent;

/** Called with each event, when it happens. Must not throw. */
export type LocalEventListener = (event: LocalEvent) => void;

const DROPS: Readonly<Record<DropCause, string>> = {
  expired: "expired before it could be delivered",
  "too-large-for-client": "is larger than the client accepts",
  "client-too-slow": "was not received fast enough",
  "session-ended": "was still waiting when the session ended",
  "shared-group-ended": "was still waiting when the last member of the shared subscription left",
  "queue-full": "did not fit into its queue",
  "retained-full": "would be one retained message too many",
};

function describeDrop({ qos, topic, cause, count = 1 }: Extract<BrokerEvent, { type: "dropped" }>): string {
  const others = count > 1 ? `, and ${(count - 1).toLocaleString("en")} more like it` : "";
  return `a QoS ${qos} message on ${topic} ${DROPS[cause]}${others}`;
}

/**
 * Converts an event of the broker to one of the live log; undefined if a decision has reported it already.
 * @example
 * localEventOf({ type: "dropped", topic: "a/b", qos: 0, cause: "expired" }, systemClock)?.event; // "problem"
 */
export function localEventOf(event: BrokerEvent, clock: Clock): DisconnectedEvent | ProblemEvent | undefined {
  const time = clock.now();
  const problem = (kind: ProblemEvent["kind"], message: string, connectionId?: string): ProblemEvent => ({
    event: "problem",
    time,
    kind,
    ...("clientId" in event && event.clientId !== undefined && { clientId: event.clientId }),
    ...(connectionId !== undefined && { connectionId }),
    message,
  });
  switch (event.type) {
    case "disconnected": {
      const { clientId, meta, disconnectReason: reason, message } = event;
      return { event: "disconnected", time, connectionId: meta.id, clientId, reason, message };
    }
    case "refused":
      return problem("client", event.message, event.meta.id);
    case "rejected":
      return problem("client", `${event.packet} ${event.resource}: ${event.message}`);
    case "dropped":
      return problem("dropped", describeDrop(event));
    case "unsupported":
      return problem("unsupported", `${event.topic}: ${event.message}`);
    case "error":
      return problem("stand-in", event.error instanceof Error ? (event.error.stack ?? "") : String(event.error));
    default:
      return undefined;
  }
}

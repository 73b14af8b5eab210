import type { Clock } from "../../clock";
import type { DropCause, EventListener } from "../broker-event";
import type { ConnectionPolicy } from "../connection/broker-policy";
import { Message } from "../sessions/message";
import type { TopicName } from "../topics/topic-name";
import type { Router } from "./router";

/** The message that is published if a client disconnects without a normal DISCONNECT. */
export interface Will {
  readonly topic: TopicName;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Encoded MQTT 5 properties. */
  readonly properties: Buffer;
  readonly messageExpirySeconds: number | undefined;
  /** Will Delay Interval, seconds. */
  readonly delaySeconds: number;
}

/** The Will of a disconnected client, whose delay has not passed. */
export interface PendingWill {
  readonly will: Will;
  readonly policy: ConnectionPolicy;
  /** Cancels the timer. */
  readonly cancel: () => void;
}

/** The session of a client with a Will. */
interface WillOwner {
  readonly clientId: string;
  readonly persistent: boolean;
  /** Seconds that the session outlives the connection. */
  readonly expirySeconds: number;
  pendingWill: PendingWill | undefined;
}

/** The parts of the broker that Wills need. */
interface WillPorts {
  readonly clock: Clock;
  readonly router: Pick<Router, "publish">;
  readonly emit: EventListener | undefined;
  readonly emitTraffic: EventListener | undefined;
  drop(message: Message, cause: DropCause, clientId: string): void;
}

/**
 * Publishes Wills: at once, or after their delay unless the client connects again before; at the latest when the
 * session ends (MQTT 5, 3.1.2.5).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-lwt
 */
export class Wills {
  constructor(private readonly core: WillPorts) {}

  /**
   * Publishes or schedules the Will of a client that has disconnected. A delay is used only if the session outlives the
   * connection.
   */
  leave(session: WillOwner, will: Will, policy: ConnectionPolicy): void {
    if (will.delaySeconds === 0 || !session.persistent) {
      this.send(will, policy, session.clientId);
      return;
    }
    const seconds = Math.min(will.delaySeconds, session.expirySeconds);
    const cancel = this.core.clock.after(seconds * 1000, () => this.release(session));
    session.pendingWill = { will, policy, cancel };
  }

  /** Cancels the pending Will of a client that has connected again. */
  cancel(session: WillOwner): void {
    session.pendingWill?.cancel();
    session.pendingWill = undefined;
  }

  /** Publishes the pending Will, because its delay has passed or its session has ended. */
  release(session: WillOwner): void {
    const pending = session.pendingWill;
    this.cancel(session);
    if (pending) this.send(pending.will, pending.policy, session.clientId);
  }

  /**
   * Assumption: a Will needs `iot:Publish` when it is published, like any message, even if a refresh has changed the
   * policy since the login.
   */
  private send(will: Will, policy: ConnectionPolicy, clientId: string): void {
    const { core } = this;
    const { topic, payload, qos, retain, properties, messageExpirySeconds: expiry } = will;
    const decision = policy.publish(topic.name, { retain });
    if (!decision.allowed) {
      core.emit?.({ type: "denied", clientId, action: "Publish", resource: topic.name, decision });
      return;
    }
    const expiresAt = expiry === undefined ? undefined : core.clock.now() + expiry * 1000;
    const message = new Message({ topic, payload, qos, retain, properties, expiresAt });
    if (!core.router.publish(message)) core.drop(message, "retained-full", clientId);
    core.emitTraffic?.({
      type: "published",
      clientId,
      topic: topic.name,
      qos,
      retain,
      bytes: payload.length,
      decision,
    });
  }
}

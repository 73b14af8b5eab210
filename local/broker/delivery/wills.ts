import type { Clock } from "../../clock";
import type { DropCause, EventListener } from "../broker-event";
import type { ConnectionPolicy } from "../connection/broker-policy";
import { Message } from "../sessions/message";
import type { TopicName } from "../topics/topic-name";
import type { Router } from "./router";

/** The message a client leaves behind for the case that it goes away without saying so. */
export interface Will {
  readonly topic: TopicName;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** As on the wire. */
  readonly properties: Buffer;
  readonly messageExpirySeconds: number | undefined;
  /** Seconds to wait for the client to come back. */
  readonly delaySeconds: number;
}

/** A Will whose client has gone, waiting for its delay to pass. */
export interface PendingWill {
  readonly will: Will;
  readonly policy: ConnectionPolicy;
  /** Calls the timer off. */
  readonly cancel: () => void;
}

/** The session of a client that leaves a Will behind. */
interface WillOwner {
  readonly clientId: string;
  readonly persistent: boolean;
  /** Seconds. */
  readonly expirySeconds: number;
  pendingWill: PendingWill | undefined;
}

/** What Wills need of the broker. */
interface WillPorts {
  readonly clock: Clock;
  readonly router: Pick<Router, "publish">;
  readonly emit: EventListener | undefined;
  readonly emitTraffic: EventListener | undefined;
  drop(message: Message, cause: DropCause, clientId: string): void;
}

/**
 * Sends Wills: at once, or after their delay unless the client is back by then; in any case when the session ends (MQTT 5, 3.1.2.5).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-lwt
 */
export class Wills {
  constructor(private readonly core: WillPorts) {}

  /** The client has gone. The delay counts only while the session lives on. */
  leave(session: WillOwner, will: Will, policy: ConnectionPolicy): void {
    if (will.delaySeconds === 0 || !session.persistent) {
      this.send(will, policy, session.clientId);
      return;
    }
    const seconds = Math.min(will.delaySeconds, session.expirySeconds);
    const cancel = this.core.clock.after(seconds * 1000, () => this.release(session));
    session.pendingWill = { will, policy, cancel };
  }

  /** The client is back. */
  cancel(session: WillOwner): void {
    session.pendingWill?.cancel();
    session.pendingWill = undefined;
  }

  /** The delay has passed, or the session has ended. */
  release(session: WillOwner): void {
    const pending = session.pendingWill;
    this.cancel(session);
    if (pending) this.send(pending.will, pending.policy, session.clientId);
  }

  /** Assumption: like any publish it needs `iot:Publish` when it is sent, so a permission lost by a refresh counts. */
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

import type { Clock } from "../../clock";
import type { DropCause } from "../broker-event";
import type { Wills } from "../delivery/wills";
import type { BrokerLimits } from "../limits";
import type { SubscriptionIndex } from "../topics/subscription-index";
import { DropTally } from "./drop-tally";
import type { Message } from "./message";
import { Session } from "./session";
import type { WaitingMemory } from "./waiting-memory";

/** The parts of the broker that sessions need. */
interface SessionPorts {
  readonly clock: Clock;
  readonly wallClock: Clock;
  readonly limits: Pick<BrokerLimits, "queuedMessages" | "queuedBytes">;
  readonly memory: WaitingMemory;
  readonly subscriptions: Pick<SubscriptionIndex, "remove">;
  readonly wills: Pick<Wills, "cancel" | "release">;
  drop(message: Message, cause: DropCause, clientId: string, count: number): void;
}

/**
 * All sessions by client id. A session ends with its connection, when it expires, or when the client requests a clean
 * start.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-persistent-sessions
 */
export class SessionStore {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly core: SessionPorts) {}

  get(clientId: string): Session | undefined {
    return this.sessions.get(clientId);
  }

  values(): IterableIterator<Session> {
    return this.sessions.values();
  }

  /**
   * Returns the session for a new connection: the existing one, or a new one. A session of the other MQTT version
   * cannot be resumed and is ended.
   */
  open(request: {
    readonly clientId: string;
    readonly protocolVersion: 4 | 5;
    readonly cleanStart: boolean;
    readonly expirySeconds: number;
  }): { readonly session: Session; readonly present: boolean } {
    const known = this.sessions.get(request.clientId);
    if (known && !request.cleanStart && known.protocolVersion === request.protocolVersion) {
      known.cancelExpiry?.();
      known.cancelExpiry = undefined;
      known.expirySeconds = request.expirySeconds;
      this.core.wills.cancel(known);
      return { session: known, present: true };
    }
    if (known) this.end(known);
    const session = this.create(request.clientId, request.protocolVersion, request.expirySeconds);
    this.sessions.set(request.clientId, session);
    return { session, present: false };
  }

  /** Releases the session of a connection that has ended: keeps it until it expires, or ends it at once. */
  release(session: Session): void {
    session.connection = undefined;
    const shared = session.outbox.suspend();
    for (const { group, message } of shared) group?.passOn(message);
    if (!session.persistent) {
      this.end(session);
      return;
    }
    session.cancelExpiry = this.core.clock.after(session.expirySeconds * 1000, () => this.end(session));
  }

  /** Removes a session with its subscriptions and messages. A pending Will is published (MQTT 5, 3.1.2.5). */
  end(session: Session): void {
    if (this.sessions.get(session.clientId) !== session) return;
    this.sessions.delete(session.clientId);
    session.cancelExpiry?.();
    for (const subscription of session.subscriptions.values()) this.core.subscriptions.remove(subscription);
    session.subscriptions.clear();
    session.drops.flush();
    const lost = new Map<string, { readonly message: Message; count: number }>();
    for (const { message, group } of session.outbox.takeAll()) {
      const known = lost.get(message.topic.name);
      if (group) group.passOn(message);
      else if (known) known.count++;
      else lost.set(message.topic.name, { message, count: 1 });
    }
    for (const { message, count } of lost.values()) this.core.drop(message, "session-ended", session.clientId, count);
    this.core.wills.release(session);
  }

  /** Removes all sessions and cancels all timers. No Will is published. */
  clear(): void {
    for (const session of this.sessions.values()) {
      session.drops.flush();
      session.cancelExpiry?.();
      this.core.wills.cancel(session);
    }
    this.sessions.clear();
  }

  private create(clientId: string, protocolVersion: 4 | 5, expirySeconds: number): Session {
    const { limits, memory } = this.core;
    const { queuedMessages, queuedBytes } = limits;
    const drops = new DropTally(this.core.wallClock, (message, cause, count) =>
      this.core.drop(message, cause, clientId, count),
    );
    const onFull = (message: Message) => drops.add(message, "queue-full");
    return new Session(
      clientId,
      protocolVersion,
      expirySeconds,
      { queuedMessages, queuedBytes, memory, onFull },
      drops,
    );
  }
}

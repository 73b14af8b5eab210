import type { Clock } from "../../clock";
import type { ConnectionMeta } from "../connection/authentication";
import type { DisconnectReason } from "../connection/disconnect-reason";
import { Message } from "../sessions/message";
import type { SubscriptionIndex } from "../topics/subscription-index";
import { TopicName } from "../topics/topic-name";
import type { Router } from "./router";

/** The connection that a lifecycle event is about. */
export interface EventSubject {
  readonly clientId: string;
  readonly principalId: string | undefined;
  /** Number of the connection, see {@link LifecycleEvents.nextVersion}. */
  readonly versionNumber: number;
  readonly meta: Pick<ConnectionMeta, "id" | "remoteAddress">;
  /** Unset before the login is accepted. */
  readonly session: { readonly identifier: string } | undefined;
}

/** The parts of the broker that lifecycle events need. */
interface EventPorts {
  readonly clock: Clock;
  readonly subscriptions: Pick<SubscriptionIndex, "match">;
  readonly router: Pick<Router, "publish">;
}

/**
 * Publishes AWS's lifecycle events to clients that subscribe to them.
 * Assumption: they are published with QoS 1; AWS does not document it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */
export class LifecycleEvents {
  private versionNumber = 0;

  constructor(private readonly core: EventPorts) {}

  /** Returns the number for the next connection. All events of a connection carry its number. */
  nextVersion(): number {
    return this.versionNumber++;
  }

  connected(connection: EventSubject): void {
    this.publish("presence/connected", connection, {
      eventType: "connected",
      ...ipAddress(connection),
      versionNumber: connection.versionNumber,
    });
  }

  disconnected(connection: EventSubject, disconnectReason: DisconnectReason): void {
    this.publish("presence/disconnected", connection, {
      eventType: "disconnected",
      clientInitiatedDisconnect: disconnectReason === "CLIENT_INITIATED_DISCONNECT",
      disconnectReason,
      versionNumber: connection.versionNumber,
    });
  }

  connectFailed(connection: EventSubject): void {
    this.publish("presence/connect_failed", connection, {
      eventType: "connect_failed",
      connectFailureReason: "AUTHORIZATION_FAILED",
      ...ipAddress(connection),
    });
  }

  subscribed(connection: EventSubject, topics: readonly string[]): void {
    this.publish("subscriptions/subscribed", connection, { eventType: "subscribed", topics });
  }

  unsubscribed(connection: EventSubject, topics: readonly string[]): void {
    this.publish("subscriptions/unsubscribed", connection, { eventType: "unsubscribed", topics });
  }

  /** Publishes no event for client ids that contain `#` or `+`. */
  private publish(kind: string, connection: EventSubject, members: object): void {
    const { clientId } = connection;
    if (/[#+]/.test(clientId)) return;
    const topic = new TopicName(`$aws/events/${kind}/${clientId}`, "aws", undefined);
    if (this.core.subscriptions.match(topic).length === 0) return;
    const payload = Buffer.from(
      JSON.stringify({
        clientId,
        timestamp: this.core.clock.now(),
        sessionIdentifier: connection.session?.identifier ?? connection.meta.id,
        ...(connection.principalId !== undefined && { principalIdentifier: connection.principalId }),
        ...members,
      }),
    );
    const message = new Message({ topic, payload, qos: 1 });
    this.core.router.publish(message);
  }
}

function ipAddress(connection: EventSubject): object {
  const { remoteAddress } = connection.meta;
  return remoteAddress === undefined ? {} : { ipAddress: remoteAddress };
}

import type { Clock } from "../../clock";
import type { ConnectionMeta } from "../connection/authentication";
import type { DisconnectReason } from "../connection/disconnect-reason";
import { Message } from "../sessions/message";
import type { SubscriptionIndex } from "../topics/subscription-index";
import { TopicName } from "../topics/topic-name";
import type { Router } from "./router";

/** The connection that an event is about. */
export interface EventSubject {
  readonly clientId: string;
  readonly principalId: string | undefined;
  /** Counts connections, see {@link LifecycleEvents.nextVersion}. */
  readonly versionNumber: number;
  readonly meta: Pick<ConnectionMeta, "id" | "remoteAddress">;
  /** Unset before the login is accepted. */
  readonly session: { readonly identifier: string } | undefined;
}

/** What lifecycle events need of the broker. */
interface EventPorts {
  readonly clock: Clock;
  readonly subscriptions: Pick<SubscriptionIndex, "match">;
  readonly router: Pick<Router, "publish">;
}

/**
 * Publishes AWS's lifecycle events to those who subscribed to them.
 * Assumption: they are published with QoS 1; AWS does not say.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */
export class LifecycleEvents {
  private versionNumber = 0;

  constructor(private readonly core: EventPorts) {}

  /** Counts up: connect and disconnect of one connection carry the same number. */
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

  /** Client ids that hold `#` or `+` get no events. */
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

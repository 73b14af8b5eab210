import type { BrokerCore } from "./broker-core";
import type { Connection } from "./connection";
import type { DisconnectReason } from "./disconnect-reason";
import { Message } from "./sessions/message";
import { TopicName } from "./topics/topic-name";

/**
 * Publishes AWS's lifecycle events to those who subscribed to them.
 * Assumption: they are published with QoS 1; AWS does not say.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */
export class LifecycleEvents {
  private versionNumber = 0;

  constructor(private readonly core: BrokerCore) {}

  /** Counts up: connect and disconnect of one connection carry the same number. */
  nextVersion(): number {
    return this.versionNumber++;
  }

  connected(connection: Connection): void {
    this.publish("presence/connected", connection, {
      eventType: "connected",
      ...ipAddress(connection),
      versionNumber: connection.versionNumber,
    });
  }

  disconnected(connection: Connection, disconnectReason: DisconnectReason): void {
    this.publish("presence/disconnected", connection, {
      eventType: "disconnected",
      clientInitiatedDisconnect: disconnectReason === "CLIENT_INITIATED_DISCONNECT",
      disconnectReason,
      versionNumber: connection.versionNumber,
    });
  }

  connectFailed(connection: Connection): void {
    this.publish("presence/connect_failed", connection, {
      eventType: "connect_failed",
      connectFailureReason: "AUTHORIZATION_FAILED",
      ...ipAddress(connection),
    });
  }

  subscribed(connection: Connection, topics: readonly string[]): void {
    this.publish("subscriptions/subscribed", connection, { eventType: "subscribed", topics });
  }

  unsubscribed(connection: Connection, topics: readonly string[]): void {
    this.publish("subscriptions/unsubscribed", connection, { eventType: "unsubscribed", topics });
  }

  /** Client ids that hold `#` or `+` get no events. */
  private publish(kind: string, connection: Connection, members: object): void {
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

function ipAddress(connection: Connection): object {
  const { remoteAddress } = connection.meta;
  return remoteAddress === undefined ? {} : { ipAddress: remoteAddress };
}

import { randomUUID } from "node:crypto";
import type { ConnectionMeta } from "../connection/authentication";
import type { ConnectionPolicy } from "../connection/broker-policy";
import type { ConnectionEnd } from "../connection/disconnect-reason";
import type { PendingWill } from "../delivery/wills";
import type { DropTally } from "./drop-tally";
import { Outbox, type OutboxRoom } from "./outbox";
import type { MessageReceiver, Subscriber, Subscription } from "./subscription";

/** The connection of a session: what the broker may ask of it and do with it, whatever packets it is at. */
export interface ClientConnection extends MessageReceiver {
  readonly clientId: string;
  readonly meta: ConnectionMeta;
  readonly protocolVersion: 4 | 5;
  /** Milliseconds on the broker's clock. */
  readonly connectedAt: number;
  readonly state: "new" | "connecting" | "open" | "closed";
  /** Replaced when the authorizer's answer is refreshed. */
  policy: ConnectionPolicy;
  end(end: ConnectionEnd): void;
}

/**
 * What the broker keeps of a client: subscriptions and QoS 1 messages. Lasts as long as the connection, or longer if the client asked
 * for it (MQTT 5, 4.1).
 */
export class Session implements Subscriber {
  /** The connection it is used by at the moment. */
  connection: ClientConnection | undefined;
  readonly outbox: Outbox;
  /** By filter as the client wrote it. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Calls off its end, which is planned while it is not in use. */
  cancelExpiry: (() => void) | undefined;
  /** A Will that waits for its delay to pass. */
  pendingWill: PendingWill | undefined;
  private uuid: string | undefined;

  constructor(
    readonly clientId: string,
    readonly protocolVersion: 4 | 5,
    /** Seconds it outlives a connection. 0: it does not. */
    public expirySeconds: number,
    room: OutboxRoom,
    /** Tells of messages that it cannot be given. */
    readonly drops: DropTally,
  ) {
    this.outbox = new Outbox(room);
  }

  /** The `sessionIdentifier` of lifecycle events. */
  get identifier(): string {
    this.uuid ??= randomUUID();
    return this.uuid;
  }

  /** The client has acknowledged a QoS 1 message: there is room for the next, of its own or of a shared subscription. */
  acknowledge(packetId: number): void {
    this.outbox.acknowledge(packetId);
    if (!this.outbox.ready) return;
    for (const { group } of this.subscriptions.values()) group?.sendQueued();
  }

  get persistent(): boolean {
    return this.expirySeconds > 0;
  }
}

import { randomUUID } from "node:crypto";
import type { ConnectionMeta } from "../connection/authentication";
import type { ConnectionPolicy } from "../connection/broker-policy";
import type { ConnectionEnd } from "../connection/disconnect-reason";
import type { PendingWill } from "../delivery/wills";
import type { DropTally } from "./drop-tally";
import { Outbox, type OutboxRoom } from "./outbox";
import type { MessageReceiver, Subscriber, Subscription } from "./subscription";

/** The connection of a session, with the members that are used outside of packet handlers. */
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
 * The session of a client: its subscriptions and QoS 1 messages. It lasts as long as the connection, or longer if the
 * client requests it (MQTT 5, 4.1).
 */
export class Session implements Subscriber {
  /** The connection; undefined while the client is disconnected. */
  connection: ClientConnection | undefined;
  readonly outbox: Outbox;
  /** Subscriptions by filter, as the client wrote it. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Cancels the expiry; set while the client is disconnected. */
  cancelExpiry: (() => void) | undefined;
  /** The Will of the disconnected client, until its delay has passed. */
  pendingWill: PendingWill | undefined;
  private uuid: string | undefined;

  constructor(
    readonly clientId: string,
    readonly protocolVersion: 4 | 5,
    /** Seconds that the session outlives its connection. 0: it ends with the connection. */
    public expirySeconds: number,
    room: OutboxRoom,
    /** Reports messages that are dropped because the client receives too slowly. */
    readonly drops: DropTally,
  ) {
    this.outbox = new Outbox(room);
  }

  /** The `sessionIdentifier` of lifecycle events. */
  get identifier(): string {
    this.uuid ??= randomUUID();
    return this.uuid;
  }

  /** Handles an acknowledgement, and sends the next message of the session or of a shared subscription. */
  acknowledge(packetId: number): void {
    this.outbox.acknowledge(packetId);
    if (!this.outbox.ready) return;
    for (const { group } of this.subscriptions.values()) group?.sendQueued();
  }

  get persistent(): boolean {
    return this.expirySeconds > 0;
  }
}

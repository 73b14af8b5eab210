import { randomUUID } from "node:crypto";
import type { Connection } from "../connection";
import type { PendingWill } from "../wills";
import type { DropTally } from "./drop-tally";
import { Outbox, type OutboxRoom } from "./outbox";
import type { Subscription } from "./subscription";

/**
 * What the broker keeps of a client: subscriptions and QoS 1 messages. Lasts as long as the connection, or longer if the client asked
 * for it (MQTT 5, 4.1).
 */
export class Session {
  /** The connection it is used by at the moment. */
  connection: Connection | undefined;
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

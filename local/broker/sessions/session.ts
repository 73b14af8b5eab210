import { randomUUID } from "node:crypto";
import type { Connection } from "../connection";
import type { PendingWill } from "../wills";
import { Outbox } from "./outbox";
import type { Subscription } from "./subscription";

/**
 * What the broker keeps of a client: subscriptions and QoS 1 messages. Lasts as long as the connection, or longer if the client asked
 * for it (MQTT 5, 4.1).
 */
export class Session {
  /** The connection it is used by at the moment. */
  connection: Connection | undefined;
  readonly outbox = new Outbox();
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
  ) {}

  /** The `sessionIdentifier` of lifecycle events. */
  get identifier(): string {
    this.uuid ??= randomUUID();
    return this.uuid;
  }

  get persistent(): boolean {
    return this.expirySeconds > 0;
  }
}

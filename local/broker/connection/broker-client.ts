import type { ClientConnection, Session } from "../sessions/session";
import type { ConnectionMeta } from "./authentication";
import type { ConnectionPolicy } from "./broker-policy";

/** A connected client. Must not be used after the client has disconnected. */
export class BrokerClient {
  constructor(
    private readonly session: Pick<Session, "subscriptions">,
    private readonly connection: ClientConnection,
  ) {}

  get clientId(): string {
    return this.connection.clientId;
  }

  get meta(): ConnectionMeta {
    return this.connection.meta;
  }

  get protocolVersion(): 4 | 5 {
    return this.connection.protocolVersion;
  }

  /** Milliseconds on the broker's clock. */
  get connectedAt(): number {
    return this.connection.connectedAt;
  }

  get connected(): boolean {
    return this.connection.state === "open";
  }

  /** The filters that the client is subscribed to. */
  get subscriptions(): readonly string[] {
    return [...this.session.subscriptions.keys()];
  }

  /**
   * Replaces the client's policy. Subscriptions stay; the new policy's `receive` decides which messages they still
   * deliver.
   */
  setPolicy(policy: ConnectionPolicy): void {
    this.connection.policy = policy;
  }
}

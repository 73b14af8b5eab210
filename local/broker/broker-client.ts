import type { ConnectionMeta } from "./authentication";
import type { Connection } from "./connection";
import type { ConnectionPolicy } from "./connection-policy";

/** A connected client, as the gateway sees it. Of no use once it has disconnected. */
export class BrokerClient {
  constructor(private readonly connection: Connection) {}

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

  /** Filters it is subscribed to. */
  get subscriptions(): readonly string[] {
    return [...(this.connection.session?.subscriptions.keys() ?? [])];
  }

  /** What it may do from now on. Subscriptions stay; `receive` decides what still comes through them. */
  setPolicy(policy: ConnectionPolicy): void {
    this.connection.policy = policy;
  }
}

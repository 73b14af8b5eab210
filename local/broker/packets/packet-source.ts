import type { BrokerCore } from "../broker-core";
import type { ConnectionMeta } from "../connection/authentication";
import type { ConnectionEnd } from "../connection/disconnect-reason";

/**
 * The client that a packet came from, as far as most packets concern it: who it is, and how it is answered. A handler that needs
 * more of a connection says so in an interface of its own, beside it.
 */
export interface PacketSource {
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly meta: Pick<ConnectionMeta, "id">;
  /** Whether the client wants reason strings on all packets (MQTT 5, 3.1.2.11.7). */
  readonly problemInformation: boolean;
  send(packet: Buffer): void;
  end(end: ConnectionEnd): void;
}

/** A client whose packet may be refused. */
export interface RefusableSource extends PacketSource {
  readonly core: Pick<BrokerCore, "emit" | "assumptions">;
}

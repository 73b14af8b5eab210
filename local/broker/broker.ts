import type { Duplex } from "node:stream";
import { BrokerCore } from "./broker-core";
import type { BrokerOptions } from "./broker-options";
import type { ConnectionMeta } from "./connection/authentication";
import { BrokerClient } from "./connection/broker-client";
import { Connection } from "./connection/connection";
import { DISCONNECT_CODES, type ServerDisconnectReason } from "./connection/disconnect-reason";
import {
  type PublishRequest,
  type PublishResult,
  publishEvent,
  publishForService,
} from "./delivery/publish-for-service";

/** Options of {@link Broker.disconnect}. */
export interface DisconnectOptions {
  /** Appears only in the DISCONNECT's reason string and in the live log. @default the reason */
  readonly message?: string;
  /** `DeleteConnection`'s `preventWillMessage`. @default false */
  readonly preventWill?: boolean;
  /** `DeleteConnection`'s `cleanSession`. @default false */
  readonly cleanSession?: boolean;
}

/**
 * An MQTT 3.1.1 and MQTT 5 broker that behaves as AWS documents its own. It does not depend on TLS, WebSockets or HTTP:
 * it receives streams, and calls `authenticate` to decide on logins.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
 * @example
 * const broker = new Broker({ authenticate: async ({ username, password }) => ({ ok: true, policy }) });
 * net.createServer((socket) => broker.accept(socket, { id: randomUUID(), transport: "mqtt" })).listen(1883, "127.0.0.1");
 * broker.publish({ topic: "a/b", payload: Buffer.from("hello"), qos: 1 });
 * await broker.close();
 */
export class Broker {
  private readonly core: BrokerCore;
  private closing: Promise<void> | undefined;

  constructor(options: BrokerOptions) {
    this.core = new BrokerCore(options);
  }

  /** Number of streams that have not ended, logged in or not. */
  get connectionCount(): number {
    return this.core.connections.size;
  }

  /** Serves a stream on which a client is about to send a CONNECT. */
  accept(stream: Duplex, meta: ConnectionMeta): void {
    if (this.closing) {
      stream.destroy();
      return;
    }
    new Connection(this.core, stream, meta);
  }

  /** Returns a connected client; undefined if no such client is connected. */
  client(clientId: string): BrokerClient | undefined {
    const session = this.core.sessions.get(clientId);
    return session?.connection && new BrokerClient(session, session.connection);
  }

  /** All connected clients. */
  *clients(): IterableIterator<BrokerClient> {
    for (const session of this.core.sessions.values()) {
      if (session.connection) yield new BrokerClient(session, session.connection);
    }
  }

  /**
   * Disconnects a client, and ends its session with `cleanSession`.
   * @returns false if the client id has neither a connection nor a session (`DeleteConnection`:
   * ResourceNotFoundException)
   */
  disconnect(clientId: string, reason: ServerDisconnectReason, options: DisconnectOptions = {}): boolean {
    const session = this.core.sessions.get(clientId);
    if (!session) return false;
    session.connection?.end({
      reason,
      code: DISCONNECT_CODES[reason],
      message: options.message ?? reason,
      sendWill: !options.preventWill,
      endSession: options.cleanSession === true,
    });
    if (options.cleanSession) this.core.sessions.end(session);
    return true;
  }

  /** Publishes a message that was not received over MQTT. */
  publish(request: PublishRequest): PublishResult {
    return publishForService(this.core, request);
  }

  /** Publishes an event of AWS IoT Core on a topic that begins with `$aws/`, as JSON and with QoS 1. */
  publishEvent(topic: string, payload: object): void {
    publishEvent(this.core, topic, Buffer.from(JSON.stringify(payload)));
  }

  /**
   * Disconnects all clients (MQTT 5: 0x8B), ends all sessions, and waits until all streams are closed. Wills are not
   * sent, since no client could receive them.
   */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const reason = "SERVER_INITIATED_DISCONNECT";
    const end = { reason, code: DISCONNECT_CODES[reason], message: "Server shutting down", sendWill: false } as const;
    const connections = [...this.core.connections];
    const closed = connections.map((connection) => connection.closed());
    for (const connection of connections) connection.end(end);
    this.core.sessions.clear();
    await Promise.all(closed);
  }
}

import type { ConnectionPolicy } from "./broker-policy";

/** The gateway's data about a stream. */
export interface ConnectionMeta {
  /** UUID for log entries and reason strings. */
  readonly id: string;
  readonly transport: "mqtt" | "wss";
  readonly remoteAddress?: string;
  /**
   * Called when the stream ends without a DISCONNECT. True if a WebSocket Close frame was received, which AWS counts as
   * `CLIENT_INITIATED_DISCONNECT`: no Will is sent.
   */
  readonly endedByClient?: () => boolean;
  /** Data that the gateway passes on to `authenticate`, such as TLS server name and HTTP headers. */
  readonly context?: unknown;
}

/** The parts of a CONNECT that a login is decided with. Never log `password`. */
export interface ConnectInfo {
  readonly meta: ConnectionMeta;
  /** The client id that the connection will have. */
  readonly clientId: string;
  /** False if the client sent none and the broker chose one. */
  readonly clientIdSent: boolean;
  readonly username?: string;
  readonly password?: Buffer;
  readonly protocolVersion: 4 | 5;
  /** Whether the session outlives the connection. */
  readonly persistent: boolean;
  /** The requested keep-alive, seconds. */
  readonly keepAliveSeconds: number;
  readonly willTopic?: string;
}

/**
 * Why a login is refused.
 * - "bad-credentials": CONNACK 0x86, in MQTT 3.1.1 return code 4.
 * - "not-authorized": CONNACK 0x87, return code 5.
 * - "unavailable": CONNACK 0x80, return code 3.
 * - "quota-exceeded": CONNACK 0x97, return code 3.
 */
export type AuthenticationRefusal = "bad-credentials" | "not-authorized" | "unavailable" | "quota-exceeded";

export type AuthenticateResult =
  | {
      readonly ok: true;
      readonly policy: ConnectionPolicy;
      /** Appears in lifecycle events. */
      readonly principalId?: string;
    }
  | {
      readonly ok: false;
      readonly reason: AuthenticationRefusal;
      /** Sent to the client (MQTT 5 reason string) and to the live log; holds no secrets. */
      readonly reasonString?: string;
    };

/** Decides on a login. A rejected promise counts as "unavailable". */
export type Authenticate = (connect: ConnectInfo) => Promise<AuthenticateResult>;

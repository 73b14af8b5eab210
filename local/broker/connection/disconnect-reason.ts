import { ReasonCode } from "../reason-codes";

/**
 * Why a connection ended, in the words of AWS's lifecycle events.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html#connect-disconnect
 */
export type DisconnectReason =
  | "AUTH_ERROR"
  | "CLIENT_INITIATED_DISCONNECT"
  | "CLIENT_ERROR"
  | "CONNECTION_LOST"
  | "DUPLICATE_CLIENTID"
  | "FORBIDDEN_ACCESS"
  | "MQTT_KEEP_ALIVE_TIMEOUT"
  | "SERVER_ERROR"
  | "SERVER_INITIATED_DISCONNECT"
  | "API_INITIATED_DISCONNECT"
  | "THROTTLED"
  | "WEBSOCKET_TTL_EXPIRATION"
  | "CUSTOMAUTH_TTL_EXPIRATION";

/** The reason, and further effects, of the end of a connection. */
export interface ConnectionEnd {
  readonly reason: DisconnectReason;
  readonly message: string;
  /** Sent in a DISCONNECT to MQTT 5 clients. @default - no DISCONNECT is sent */
  readonly code?: ReasonCode;
  /** @default true, unless the client ended the connection */
  readonly sendWill?: boolean;
  /** Ends the session as well. @default false */
  readonly endSession?: boolean;
}

/** Reasons with which {@link Broker.disconnect} can end a connection. */
export type ServerDisconnectReason = Exclude<
  DisconnectReason,
  "CLIENT_INITIATED_DISCONNECT" | "CONNECTION_LOST" | "CLIENT_ERROR"
>;

/**
 * The MQTT 5 DISCONNECT code for each reason. Assumption: AWS does not say which code it sends at the end of a time to
 * live; 0x98 is the code on its list that fits best.
 */
export const DISCONNECT_CODES: Readonly<Record<ServerDisconnectReason, ReasonCode>> = {
  AUTH_ERROR: ReasonCode.NOT_AUTHORIZED,
  FORBIDDEN_ACCESS: ReasonCode.NOT_AUTHORIZED,
  DUPLICATE_CLIENTID: ReasonCode.SESSION_TAKEN_OVER,
  MQTT_KEEP_ALIVE_TIMEOUT: ReasonCode.KEEP_ALIVE_TIMEOUT,
  SERVER_ERROR: ReasonCode.UNSPECIFIED_ERROR,
  SERVER_INITIATED_DISCONNECT: ReasonCode.SERVER_SHUTTING_DOWN,
  API_INITIATED_DISCONNECT: ReasonCode.ADMINISTRATIVE_ACTION,
  THROTTLED: ReasonCode.QUOTA_EXCEEDED,
  WEBSOCKET_TTL_EXPIRATION: ReasonCode.ADMINISTRATIVE_ACTION,
  CUSTOMAUTH_TTL_EXPIRATION: ReasonCode.ADMINISTRATIVE_ACTION,
};

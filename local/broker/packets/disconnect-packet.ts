import type { BrokerCore } from "../broker-core";
import { ReasonCode } from "../reason-codes";
import type { Session } from "../sessions/session";
import type { Reason } from "../wire/reason-decoders";
import { ProtocolViolation } from "../wire/rules";
import type { PacketSource } from "./packet-refusal";

/** The connection that a DISCONNECT ends. */
interface LeavingClient extends Pick<PacketSource, "end"> {
  readonly core: Pick<BrokerCore, "limits">;
  readonly session: Pick<Session, "persistent" | "expirySeconds"> | undefined;
}

/**
 * Handles a client's DISCONNECT. The Will is not published, unless an MQTT 5 client requests it with a code other than
 * 0 (MQTT 5, 3.14.4). The client may change the expiry of a session that outlives the connection.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-persistent-sessions "Ending a persistent session"
 */
export function handleDisconnect(connection: LeavingClient, { code, properties }: Reason): void {
  const expiry = properties.sessionExpiryInterval;
  const { session, core } = connection;
  if (expiry !== undefined && session) {
    if (!session.persistent && expiry > 0) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "a session that ends with its connection cannot be kept");
    }
    session.expirySeconds = Math.min(expiry, core.limits.sessionExpirySeconds);
  }
  connection.end({
    reason: "CLIENT_INITIATED_DISCONNECT",
    message: "the client disconnected",
    sendWill: code !== ReasonCode.SUCCESS,
  });
}

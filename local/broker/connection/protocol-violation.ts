import type { ReasonCode } from "../reason-codes";

/**
 * A packet for which the connection must be closed. Thrown where it is found, answered in one place: MQTT 5 clients get a
 * DISCONNECT with the code, MQTT 3.1.1 clients a closed connection (MQTT 5, 4.13; MQTT 3.1.1, 4.8).
 * @example
 * throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "second CONNECT on one connection");
 */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";

  constructor(
    readonly code: ReasonCode,
    message: string,
  ) {
    super(message);
  }
}

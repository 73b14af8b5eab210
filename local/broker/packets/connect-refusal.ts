import type { AuthenticationRefusal } from "../connection/authentication";
import { ReasonCode, ReturnCode } from "../reason-codes";

/** A CONNECT is refused. */
export class ConnectRefusal extends Error {
  override readonly name = "ConnectRefusal";

  /**
   * @param code reason code of an MQTT 5 CONNACK
   * @param returnCode return code of an MQTT 3.1.1 CONNACK; if undefined, the connection is closed without a CONNACK
   */
  constructor(
    readonly code: ReasonCode,
    readonly returnCode: ReturnCode | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** The codes that a client receives for a refused login. */
export const LOGIN_REFUSALS: Readonly<
  Record<AuthenticationRefusal, { readonly code: ReasonCode; readonly returnCode: ReturnCode }>
> = {
  "bad-credentials": {
    code: ReasonCode.BAD_USER_NAME_OR_PASSWORD,
    returnCode: ReturnCode.BAD_USER_NAME_OR_PASSWORD,
  },
  "not-authorized": { code: ReasonCode.NOT_AUTHORIZED, returnCode: ReturnCode.NOT_AUTHORIZED },
  unavailable: { code: ReasonCode.UNSPECIFIED_ERROR, returnCode: ReturnCode.SERVER_UNAVAILABLE },
  "quota-exceeded": { code: ReasonCode.QUOTA_EXCEEDED, returnCode: ReturnCode.SERVER_UNAVAILABLE },
};

/** AWS's reason string for every login that failed (aws-greengrass-nucleus#1754). */
export const NOT_AUTHORIZED_TEXT = "Client is not authenticated/authorized to send the message";

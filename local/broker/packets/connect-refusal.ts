import type { AuthenticationRefusal } from "../connection/authentication";
import { ReasonCode, ReturnCode } from "../reason-codes";

/** A CONNECT that comes to nothing. */
export class ConnectRefusal extends Error {
  override readonly name = "ConnectRefusal";

  /**
   * @param code for a CONNACK of MQTT 5
   * @param returnCode for a CONNACK of MQTT 3.1.1; without one the connection is closed without a word
   */
  constructor(
    readonly code: ReasonCode,
    readonly returnCode: ReturnCode | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** What the client is told about a refused login. */
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

/** AWS's words for a login that failed, whatever the reason (aws-greengrass-nucleus#1754). */
export const NOT_AUTHORIZED_TEXT = "Client is not authenticated/authorized to send the message";

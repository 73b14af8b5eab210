import { type AuthorizerEvent, LIMITS, USER_NAME } from "./contract";
import { Refusal } from "./respond";

/** The credentials and the client id in an event. */
export interface Credentials {
  /** The MQTT user name field, unchanged. Empty if there is only a token. */
  readonly userNameField: string;
  /** The bytes of the password. Empty if there is only a token. */
  readonly password: Buffer;
  readonly token?: PresentedToken;
  readonly clientId?: string;
}

/** A token, and whether AWS IoT Core has verified its signature. */
export interface PresentedToken {
  readonly text: string;
  readonly signatureVerified: boolean;
}

/**
 * Characters with a meaning in a policy or topic, and control characters. A client id with one of them must not be put
 * into a policy.
 */
const UNSAFE_IN_POLICY = /[*?+#/$\p{Cc}]/u;

/**
 * Reads the credentials in an event. With a token, nothing else is required: the event of a publish over HTTP has no
 * MQTT part, and the event of `TestInvokeAuthorizer` may have no `protocolData`.
 *
 * The password is base64 of the bytes in the CONNECT packet, so that a password may be any sequence of bytes.
 * @throws {Refusal} `malformed-event`, `no-credentials` or `invalid-client-id`
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function parseEvent(event: unknown): Credentials {
  if (typeof event !== "object" || event === null) throw new Refusal("malformed-event");
  const { token, signatureVerified, protocolData } = event as AuthorizerEvent;
  if (!isAbsentOrString(token)) throw new Refusal("malformed-event");
  const mqtt: unknown = protocolData?.mqtt ?? (token ? {} : undefined);
  if (typeof mqtt !== "object") throw new Refusal("no-credentials");

  const { username, password, clientId } = mqtt as Record<string, unknown>;
  if (!isAbsentOrString(username) || !isAbsentOrString(password) || !isAbsentOrString(clientId)) {
    throw new Refusal("malformed-event");
  }
  if (!token && (!username || !password)) throw new Refusal("no-credentials");
  if (clientId && (UNSAFE_IN_POLICY.test(clientId) || Buffer.byteLength(clientId) > LIMITS.clientIdBytes)) {
    throw new Refusal("invalid-client-id");
  }
  return {
    userNameField: username ?? "",
    password: Buffer.from(password ?? "", "base64"),
    ...(token ? { token: { text: token, signatureVerified: signatureVerified === true } } : {}),
    ...(clientId ? { clientId } : {}),
  };
}

function isAbsentOrString(value: unknown): value is string | undefined {
  return value === undefined || value === null || typeof value === "string";
}

/**
 * Returns the user name in an MQTT user name field: the text before the first `?`.
 *
 * Clients append the authorizer's name and their SDK's version to it, some SDKs always
 * (`printer-7?SDK=IoTDeviceSDK/JS`), and AWS IoT Core passes the whole field on.
 * @throws {Refusal} `no-credentials` for an empty name, `invalid-user-name` for a text that is not a valid user name
 * @example identify("printer-7?x-amz-customauthorizer-name=cloudprnt") // "printer-7"
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 */
export function identify(userNameField: string): string {
  const end = userNameField.indexOf("?");
  const name = end === -1 ? userNameField : userNameField.slice(0, end);
  if (name === "") throw new Refusal("no-credentials");
  if (!USER_NAME.test(name)) throw new Refusal("invalid-user-name");
  return name;
}

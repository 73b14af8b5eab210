import { type AuthorizerEvent, LIMITS, USER_NAME } from "./contract";
import { Refusal } from "./respond";

/** What a client presented: the user name field as sent, the password's bytes, and its token and client id where it sent them. */
export interface Credentials {
  /** Empty where there is only a token. */
  readonly userNameField: string;
  /** Empty where there is only a token. */
  readonly password: Buffer;
  readonly token?: PresentedToken;
  readonly clientId?: string;
}

/** A token, and whether AWS IoT Core found its signature to be right. */
export interface PresentedToken {
  readonly text: string;
  readonly signatureVerified: boolean;
}

/** Characters with a meaning in a policy or topic, and control characters: a client id holding one must not reach a policy. */
const UNSAFE_IN_POLICY = /[*?+#/$\p{Cc}]/u;

/**
 * Reads the credentials out of whatever AWS IoT Core sent. A token needs nothing beside it: a publish over HTTP has no MQTT part, and
 * a test of an authorizer may have no `protocolData` at all.
 *
 * The password arrives as base64 of the CONNECT packet's bytes, so any byte sequence is a password.
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
 * The login name in an MQTT user name field: everything before the first `?`.
 *
 * Clients append the authorizer's name and their SDK's version there, some even when they have nothing to say
 * (`printer-7?SDK=IoTDeviceSDK/JS`), and AWS IoT Core passes it all on.
 * @throws {Refusal} `no-credentials` for an empty name, `invalid-user-name` for one no user can have
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

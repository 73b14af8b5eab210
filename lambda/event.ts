import { type AuthorizerEvent, LIMITS } from "./contract";
import { Refusal } from "./refusal";

/** What a client presented: the user name field as sent, the password's bytes, and its client id where it sent one. */
export interface Credentials {
  readonly userNameField: string;
  readonly password: Buffer;
  readonly clientId?: string;
}

/** Characters with a meaning in a policy or topic, and control characters: a client id holding one must not reach a policy. */
const UNSAFE_IN_POLICY = /[*?+#/$\p{Cc}]/u;

/**
 * Reads the credentials out of whatever AWS IoT Core sent.
 *
 * The password arrives as base64 of the CONNECT packet's bytes, so any byte sequence is a password.
 * @throws {Refusal} `malformed-event`, `no-credentials` or `invalid-client-id`
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function parseEvent(event: unknown): Credentials {
  if (typeof event !== "object" || event === null) throw new Refusal("malformed-event");
  const mqtt: unknown = (event as AuthorizerEvent).protocolData?.mqtt;
  if (typeof mqtt !== "object" || mqtt === null) throw new Refusal("no-credentials");

  const { username, password, clientId } = mqtt as Record<string, unknown>;
  if (!isAbsentOrString(username) || !isAbsentOrString(password) || !isAbsentOrString(clientId)) {
    throw new Refusal("malformed-event");
  }
  if (!username || !password) throw new Refusal("no-credentials");
  if (clientId && (UNSAFE_IN_POLICY.test(clientId) || Buffer.byteLength(clientId) > LIMITS.clientIdBytes)) {
    throw new Refusal("invalid-client-id");
  }
  return {
    userNameField: username,
    password: Buffer.from(password, "base64"),
    ...(clientId ? { clientId } : {}),
  };
}

function isAbsentOrString(value: unknown): value is string | undefined {
  return value === undefined || value === null || typeof value === "string";
}

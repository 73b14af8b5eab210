import { isUtf8 } from "node:buffer";
import { Described, type Problem } from "../../config/problem";

/** Minimum length of a password chosen by a person, characters. */
export const MIN_PASSWORD = 8;
/** Recommended minimum length of a password, characters. */
export const RECOMMENDED_PASSWORD = 12;
/**
 * Longest password in MQTT, whose length field has 16 bits; bytes.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901017
 */
const MAX_BYTES = 65_535;
/** Windows programs may write it at the start of a text. */
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/**
 * Returns the problem with a password chosen by a person, if there is one. Never quotes the password.
 * @param path Name of the password in messages: `--password-stdin`
 */
export function checkPassword(password: Buffer, path: string): Problem | undefined {
  if (!isUtf8(password)) {
    return { path, must: "be UTF-8", got: hidden(password), remedy: "Devices send passwords as UTF-8." };
  }
  if (password.includes(0)) {
    const remedy = "A password that ends with NUL bytes has the same hash as the password without them.";
    return { path, must: "hold no NUL byte", got: hidden(password), remedy };
  }
  if (password.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    const remedy = "Devices do not send it: remove it, or save the file as UTF-8 without a byte order mark.";
    return { path, must: "not begin with a byte order mark", got: hidden(password), remedy };
  }
  if (password.length > MAX_BYTES) {
    return { path, must: `be at most ${MAX_BYTES} bytes`, got: hidden(password), remedy: "MQTT carries no more." };
  }
  if (passwordLength(password) >= MIN_PASSWORD) return undefined;
  return {
    path,
    must: `be at least ${MIN_PASSWORD} characters, better ${RECOMMENDED_PASSWORD}`,
    got: password.length === 0 ? undefined : new Described(`${passwordLength(password)} (not shown)`),
    remedy: "Choose a longer one, or leave it out for a generated secret.",
  };
}

/** Returns the length of a password in characters (Unicode code points). */
export function passwordLength(password: Buffer): number {
  return [...password.toString("utf8")].length;
}

function hidden(password: Buffer): Described {
  return new Described(`${password.length} bytes (not shown)`);
}

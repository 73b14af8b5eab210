import { isUtf8 } from "node:buffer";
import { Described, type Problem } from "../../config/problem";

/** Fewest characters of a password chosen by a person. */
export const MIN_PASSWORD = 8;
/** Characters from which on a password is long enough to be recommended. */
export const RECOMMENDED_PASSWORD = 12;
/** MQTT counts a password's bytes in 16 bits. @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901017 */
const MAX_BYTES = 65_535;
/** What programs of Windows put in front of a text. */
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/**
 * What is wrong with a password chosen by a person. Never quotes it.
 * @param path Name of the password in messages: `--password-stdin`
 */
export function checkPassword(password: Buffer, path: string): Problem | undefined {
  if (!isUtf8(password)) {
    return { path, must: "be UTF-8", got: hidden(password), remedy: "Devices send passwords as UTF-8." };
  }
  if (password.includes(0)) {
    const remedy = "The hashes of passwords take one with NUL bytes at its end for the same as one without.";
    return { path, must: "hold no NUL byte", got: hidden(password), remedy };
  }
  if (password.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    const remedy = "No device sends one: take it away, or save the file as UTF-8 without it.";
    return { path, must: "begin with something else than a byte order mark", got: hidden(password), remedy };
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

/** Characters of a password. */
export function passwordLength(password: Buffer): number {
  return [...password.toString("utf8")].length;
}

function hidden(password: Buffer): Described {
  return new Described(`${password.length} bytes (not shown)`);
}

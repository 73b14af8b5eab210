import { pbkdf2 as nodePbkdf2 } from "node:crypto";

/**
 * Maximum number of iterations that the function has time for. Synth checks bundled users, but not the items of a
 * table.
 */
const MAX_ITERATIONS = 210_000;
const HASH_BYTES = 64;

/**
 * Returns the hash of a password whose stored hash comes from a mosquitto password file: PBKDF2 with HMAC-SHA-512 and
 * the PHC parameter `i`, the number of iterations.
 * @returns `undefined` if the parameter is missing or above 210,000
 * @see https://www.rfc-editor.org/rfc/rfc8018#section-5.2
 */
export async function pbkdf2Sha512(password: Buffer, salt: Buffer, parameters: string): Promise<Buffer | undefined> {
  const iterations = Number(/^i=([1-9]\d{0,5})$/.exec(parameters)?.[1] ?? Number.POSITIVE_INFINITY);
  if (iterations > MAX_ITERATIONS) return undefined;
  return new Promise((resolve, reject) => {
    nodePbkdf2(password, salt, iterations, HASH_BYTES, "sha512", (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

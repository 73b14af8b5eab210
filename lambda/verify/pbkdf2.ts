import { pbkdf2 as nodePbkdf2 } from "node:crypto";
import { phcNumber } from "./phc";

/** Most iterations ever computed; what may be stored is narrower still and checked at synth time. */
const MAX_ITERATIONS = 1_000_000;

/**
 * Hash of a password taken over from a mosquitto password file: PBKDF2 with HMAC-SHA-512 and the PHC parameter `i`, its iterations.
 * @throws {Error} if the parameter is missing or absurd
 * @see https://www.rfc-editor.org/rfc/rfc8018#section-5.2
 */
export function pbkdf2Sha512(password: Buffer, salt: Buffer, parameters: string, length: number): Promise<Buffer> {
  const iterations = phcNumber(parameters, "i");
  if (!iterations || iterations > MAX_ITERATIONS) return Promise.reject(new Error("unusable PBKDF2 parameters"));
  return new Promise((resolve, reject) => {
    nodePbkdf2(password, salt, iterations, length, "sha512", (error, key) => (error ? reject(error) : resolve(key)));
  });
}

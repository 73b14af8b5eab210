import { scrypt as nodeScrypt } from "node:crypto";
import { phcNumber } from "./phc";

/**
 * Hash of a password chosen by a person: scrypt with the PHC parameters `ln` (log2 of the cost), `r` and `p`.
 * @throws {Error} if a parameter is missing or absurd
 * @see https://www.rfc-editor.org/rfc/rfc7914
 */
export function scrypt(password: Buffer, salt: Buffer, parameters: string, length: number): Promise<Buffer> {
  const ln = phcNumber(parameters, "ln");
  const r = phcNumber(parameters, "r");
  const p = phcNumber(parameters, "p");
  if (!ln || !r || !p || ln > 20 || r > 32 || p > 16) return Promise.reject(new Error("unusable scrypt parameters"));
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // scrypt needs 128*N*r bytes, and Node refuses exactly that much: leave it room.
    nodeScrypt(password, salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

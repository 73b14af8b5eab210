import { scrypt as nodeScrypt } from "node:crypto";

/** Parameters that the function has memory and time for; what may be stored is checked at synth time, a table's items are not. */
const AFFORDABLE = /^ln=(1[2-6]),r=([1-8]),p=([12])$/;
const HASH_BYTES = 32;

/**
 * Hash of a password chosen by a person: scrypt with the PHC parameters `ln` (log2 of the cost), `r` and `p`.
 * @returns `undefined` where a parameter is missing, or outside `ln` 12 to 16, `r` 1 to 8 and `p` 1 to 2
 * @see https://www.rfc-editor.org/rfc/rfc7914
 */
export async function scrypt(password: Buffer, salt: Buffer, parameters: string): Promise<Buffer | undefined> {
  const match = AFFORDABLE.exec(parameters);
  if (!match) return undefined;
  const [ln = 0, r = 0, p = 0] = match.slice(1).map(Number);
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // scrypt needs 128*N*r bytes, and Node refuses exactly that much: leave it room.
    nodeScrypt(password, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

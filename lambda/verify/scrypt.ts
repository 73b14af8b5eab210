import { isUtf8 } from "node:buffer";
import { createHash, scrypt as nodeScrypt } from "node:crypto";

/** Parameters that the function has memory and time for; what may be stored is checked at synth time, a table's items are not. */
const AFFORDABLE = /^ln=(1[2-6]),r=([1-8]),p=([12])(?:,pre=(sha256))?$/;
const HASH_BYTES = 32;
/** Begins what is hashed beforehand, so that the digest is of no use elsewhere, and none from elsewhere is of use here. */
const PRE_HASH_DOMAIN = "iot-auth password before scrypt\0";

/**
 * Hash of a password chosen by a person: scrypt with the PHC parameters `ln` (log2 of the cost), `r` and `p`.
 *
 * scrypt takes the password as the key of an HMAC, and for HMAC a key of more than 64 bytes is its SHA-256. So that this digest does not
 * log in as the password does, long passwords are hashed beforehand, which the parameter `pre=sha256` says. Hashes without it that were
 * made of long passwords go on working: the digest is not UTF-8, which every password chosen by a person is.
 * @returns `undefined` where a parameter is missing, or outside `ln` 12 to 16, `r` 1 to 8 and `p` 1 to 2, and for a password that is not UTF-8
 * @see https://www.rfc-editor.org/rfc/rfc7914
 * @see https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
export async function scrypt(password: Buffer, salt: Buffer, parameters: string): Promise<Buffer | undefined> {
  const match = AFFORDABLE.exec(parameters);
  if (!match || !isUtf8(password)) return undefined;
  const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
  const N = 2 ** ln;
  const key = match[4] ? createHash("sha256").update(PRE_HASH_DOMAIN).update(password).digest() : password;
  return new Promise((resolve, reject) => {
    // scrypt needs 128*N*r bytes, and Node refuses exactly that much: leave it room.
    nodeScrypt(key, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

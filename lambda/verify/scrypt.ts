import { isUtf8 } from "node:buffer";
import { createHash, scrypt as nodeScrypt } from "node:crypto";

/** Parameters that the function has memory and time for. Synth checks bundled users, but not the items of a table. */
const AFFORDABLE = /^ln=(1[2-6]),r=([1-8]),p=([12])(?:,pre=(sha256))?$/;
const HASH_BYTES = 32;
/**
 * Prefix of the text that is hashed before scrypt, so that this digest differs from every SHA-256 of the password used
 * elsewhere.
 */
const PRE_HASH_DOMAIN = "iot-auth password before scrypt\0";

/**
 * Returns the hash of a password chosen by a person: scrypt with the PHC parameters `ln` (log2 of the cost), `r` and
 * `p`.
 *
 * scrypt uses the password as the key of an HMAC, and HMAC replaces a key of more than 64 bytes by its SHA-256. To
 * prevent logins with that digest in place of the password, long passwords are hashed before scrypt, which the
 * parameter `pre=sha256` says. Stored hashes of long passwords without this parameter continue to work: passwords must
 * be UTF-8, which the digest is not.
 * @returns `undefined` if a parameter is missing, or outside `ln` 12 to 16, `r` 1 to 8 and `p` 1 to 2, and for a
 * password that is not UTF-8
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
    // scrypt needs 128*N*r bytes, but Node.js refuses exactly this limit, so it is doubled.
    nodeScrypt(key, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

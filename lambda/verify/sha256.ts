import { createHash } from "node:crypto";

/**
 * Returns the hash of a generated secret: SHA-256 of salt and secret. It may be fast, since the 160 random bits of a
 * secret cannot be guessed, however fast each guess is. Never used for passwords chosen by people.
 */
export function sha256(password: Buffer, salt: Buffer): Buffer {
  return createHash("sha256").update(salt).update(password).digest();
}

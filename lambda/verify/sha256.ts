import { createHash } from "node:crypto";

/**
 * Hash of a generated secret: SHA-256 of salt and secret. Fast on purpose: the secret holds 160 random bits, which cannot be guessed,
 * however fast each guess is. Never used for passwords that people choose.
 */
export function sha256(password: Buffer, salt: Buffer): Buffer {
  return createHash("sha256").update(salt).update(password).digest();
}

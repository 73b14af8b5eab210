import { createHash } from "node:crypto";

/** The digest of a bundled program that the access map shows: 32 hexadecimal digits of its SHA-256. */
export function codeDigest(code: Buffer): string {
  return createHash("sha256").update(code).digest("hex").slice(0, 32);
}

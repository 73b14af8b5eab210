import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import type { KeyedCertificate } from "./issuing";

const OWNER_ONLY = 0o600;
const PEM_BLOCK = /-----BEGIN (CERTIFICATE|PRIVATE KEY)-----[^-]+-----END \1-----\n?/g;

/**
 * Reads a file with a certificate and its key. Returns undefined if the file does not exist, is not valid PEM, or its
 * key does not belong to its certificate. If other users could read the file, its mode is changed so that only the
 * owner can.
 */
export async function readKeyedCertificate(file: string): Promise<KeyedCertificate | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const blocks = new Map([...text.matchAll(PEM_BLOCK)].map(([block, label]) => [label, block]));
  const certificate = blocks.get("CERTIFICATE");
  const key = blocks.get("PRIVATE KEY");
  if (certificate === undefined || key === undefined) return undefined;
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes certificate and key into one file, so that they always belong together. Only the owner may read the file. */
export async function writeKeyedCertificate(file: string, { certificate, key }: KeyedCertificate): Promise<void> {
  await replaceFile(file, certificate + key, OWNER_ONLY);
}

/**
 * Replaces a file atomically: a reader sees the old content or the new, and after a failure the old content is still
 * there. The caller holds the lock of the folder, so there is no second writer. The old file's owner and links are not
 * kept.
 *
 * Uses Node.js's own `writeFile`, which continues after a short write until all bytes are written, or fails:
 * write-file-atomic (7.0.1) accepts a write that stops halfway, as on a full disk, as complete.
 * @param mode permissions of the new file
 * @throws {Error} of Node.js, with its `code`
 */
export async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const fresh = `${file}.new`;
  try {
    // A file that a killed process left behind may be readable by other users.
    await rm(fresh, { force: true });
    await writeFile(fresh, content, { mode, flag: "wx", flush: true });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import type { KeyedCertificate } from "./issuing";

const OWNER_ONLY = 0o600;
const PEM_BLOCK = /-----BEGIN (CERTIFICATE|PRIVATE KEY)-----[^-]+-----END \1-----\n?/g;

/**
 * Reads a file with a certificate and its key. Undefined if there is none, or none that can be used: unreadable as PEM, or key and
 * certificate of different pairs. A key that others could read is closed to them.
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

/** Writes both into one file, so that no reader ever sees a key without its certificate. Only the owner may read it. */
export async function writeKeyedCertificate(file: string, { certificate, key }: KeyedCertificate): Promise<void> {
  await replaceFile(file, certificate + key, OWNER_ONLY);
}

/**
 * Puts a file in the place of another: a reader sees the old content or the new, and if anything fails the old one stays. The caller
 * holds the lock of the folder, so there is never a second writer, and neither owner nor links to be kept.
 *
 * Done with Node.js's own `writeFile`, which writes on until all is there, or fails: write-file-atomic (7.0.1) takes a write that stops half
 * way, as on a full disk, for a whole one.
 * @param mode of the file
 * @throws {Error} Node's own, with its `code`
 */
export async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const fresh = `${file}.new`;
  try {
    // One that a process left behind when it was killed may be readable by others.
    await rm(fresh, { force: true });
    await writeFile(fresh, content, { mode, flag: "wx", flush: true });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

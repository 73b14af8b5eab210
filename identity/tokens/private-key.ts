import { createPrivateKey, type KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError } from "../../config/problem";
import { type PublicKey, publicHalf } from "../../config/public-key";
import { readGivenFile } from "../../config/read-given-file";
import { decodeText, iotAuth } from "../../config/text";
import { keyFiles } from "./key-files";

/** A private key on this machine. */
export interface PrivateKey {
  readonly key: KeyObject;
  readonly publicHalf: PublicKey;
  readonly createdAt: Date;
  /** Whether others on this machine may read the file. Always `false` on Windows, where this cannot be told. */
  readonly readableByOthers: boolean;
}

/**
 * Reads the private half of a key.
 * @param folder The configuration's folder
 * @returns `undefined` if it is not here
 * @throws {ConfigurationError} if the file cannot be read, or is no private key; no message quotes it
 */
export async function readPrivateKey(folder: string, name: string): Promise<PrivateKey | undefined> {
  const { privateFile } = keyFiles(name);
  const file = join(folder, privateFile);
  try {
    const { mode, mtime } = await stat(file);
    const key = parse(privateFile, await readGivenFile(file));
    const readableByOthers = process.platform !== "win32" && (mode & 0o077) !== 0;
    return { key, publicHalf: publicHalf(key), createdAt: mtime, readableByOthers };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (error instanceof ConfigurationError) throw error;
    const remedy = "Check who owns the file and its folder.";
    throw new ConfigurationError([{ path: privateFile, must: "be a file that can be read", got: code, remedy }]);
  }
}

function parse(path: string, pem: Buffer): KeyObject {
  try {
    const key = createPrivateKey(decodeText(pem) ?? pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // The error would not quote the key, but its words are OpenSSL's own; the ones below are for people.
  }
  const remedy = `Restore the file, or make another key: ${iotAuth("keys", "create", "NAME")}`;
  throw new ConfigurationError([{ path, must: "hold an RSA private key in PEM form", remedy }]);
}

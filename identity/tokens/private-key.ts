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
  /** When the file was last written. */
  readonly createdAt: Date;
  /**
   * Whether the file's mode gives its group or other users any right. Always `false` on Windows, which has no such
   * mode.
   */
  readonly readableByOthers: boolean;
}

/**
 * Reads the private key of a name from `keys/`.
 * @param folder The configuration's folder
 * @returns `undefined` if the file does not exist
 * @throws {ConfigurationError} if the file cannot be read or holds no RSA private key; no message quotes it
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
    // OpenSSL's error does not quote the key, but it does not say what to do either; the message below does.
  }
  const remedy = `Restore the file, or make another key: ${iotAuth("keys", "create", "NAME")}`;
  throw new ConfigurationError([{ path, must: "hold an RSA private key in PEM form", remedy }]);
}

import { posix } from "node:path";
import type { Problem } from "../../config/problem";
import { shellArgument } from "../../config/text";
import { trackedFiles } from "../git";

/** Folder for the certificates, requests and keys that the tool makes, relative to the configuration's folder. */
export const CERTIFICATES_FOLDER = "certificates";

/** Files of a device or a CA: paths relative to the configuration's folder, with `/` on every operating system. */
export interface CertificateFiles {
  /** Private key. Git must ignore it. */
  readonly key: string;
  readonly csr: string;
  readonly certificate: string;
}

/**
 * Returns the files of a device or a CA. A colon in a thing's name becomes a hyphen, since Windows allows no colon in
 * file names.
 * @example certificateFiles("00:11:62:aa:bb:cc").key // "certificates/00-11-62-aa-bb-cc.key"
 */
export function certificateFiles(name: string): CertificateFiles {
  const base = posix.join(CERTIFICATES_FOLDER, name.replaceAll(":", "-"));
  return { key: `${base}.key`, csr: `${base}.csr`, certificate: `${base}.pem` };
}

/** Returns a problem for each private key of a device or CA that git tracks, whether the key is in use or not. */
export async function trackedDeviceKeys(folder: string): Promise<Problem[]> {
  const files = await trackedFiles(folder, `${CERTIFICATES_FOLDER}/*.key`);
  return files.map((file) => ({
    path: file,
    must: "not be tracked by git",
    got: file,
    remedy: `Anyone with access to the repository can log in with it, and with a CA's key as any device. Make a new key, and remove this one: git rm --cached ${shellArgument(file)}`,
  }));
}

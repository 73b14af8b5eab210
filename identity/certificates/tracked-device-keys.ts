import { posix } from "node:path";
import type { Problem } from "../../config/problem";
import { shellArgument } from "../../config/text";
import { trackedFiles } from "../git";

/** Folder of certificates, requests and keys that the tool makes, in the configuration's folder. */
export const CERTIFICATES_FOLDER = "certificates";

/** Files of a device or a CA, from the configuration's folder, with `/` on every system. */
export interface CertificateFiles {
  /** Private; git ignores it. */
  readonly key: string;
  readonly csr: string;
  readonly certificate: string;
}

/**
 * Where the files of a device or a CA lie. A colon, which a thing's name may hold, is none of a file's on every system.
 * @example certificateFiles("00:11:62:aa:bb:cc").key // "certificates/00-11-62-aa-bb-cc.key"
 */
export function certificateFiles(name: string): CertificateFiles {
  const base = posix.join(CERTIFICATES_FOLDER, name.replaceAll(":", "-"));
  return { key: `${base}.key`, csr: `${base}.csr`, certificate: `${base}.pem` };
}

/** Private keys of devices and CAs that git tracks. They are a problem whether or not they are in use. */
export async function trackedDeviceKeys(folder: string): Promise<Problem[]> {
  const files = await trackedFiles(folder, `${CERTIFICATES_FOLDER}/*.key`);
  return files.map((file) => ({
    path: file,
    must: "not be tracked by git",
    got: file,
    remedy: `Everybody who has the repository can log in with it, and with a CA's key as any device. Make another, and take this one out: git rm --cached ${shellArgument(file)}`,
  }));
}

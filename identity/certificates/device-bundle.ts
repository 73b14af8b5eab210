import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigurationError, Described, type Problem } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import { refuseUnlessIgnored } from "../git";
import { type NewFile, unusable, writeNewFiles } from "../write-new-files";
import { parseCertificate } from "./check-certificate";
import { readPem } from "./pem";
import { certificateFiles } from "./tracked-device-keys";

/** A device's certificate, and its private key if it was read. The key is secret. */
export interface DevicePair {
  /** PEM. */
  readonly certificate: string;
  readonly x509: X509Certificate;
  /** PEM. Secret. */
  readonly key?: string;
}

/**
 * Reads a device's certificate and key from `certificates/`. No message quotes the key.
 * @param base Name of the files without their extension
 * @param withKey Whether to read the key too
 * @param certificate PEM text to use in place of the certificate's file
 * @throws {ConfigurationError} if a file is missing or cannot be read, the certificate is a CA's, or the key is not the
 * certificate's
 */
export async function readDevicePair(
  folder: string,
  base: string,
  withKey: boolean,
  certificate?: string,
): Promise<DevicePair> {
  const files = certificateFiles(base);
  const reading = await readPem(files.certificate, certificate ?? files.certificate, "CERTIFICATE", folder);
  if (!reading.ok) throw refused(reading.problem);
  const x509 = parseCertificate(reading.block);
  if (x509 === undefined || x509.ca) {
    const must = x509 ? "be a device's certificate, not a CA's" : "be a certificate that can be read";
    const remedy = "Put the certificate there that was issued for the device's request.";
    throw refused({ path: files.certificate, must, got: files.certificate, remedy });
  }
  const pair = { certificate: reading.block.pem, x509 };
  if (!withKey) return pair;
  const { text, key } = await readKey(folder, files.key);
  if (x509.checkPrivateKey(key)) return { ...pair, key: text };
  const remedy = `Put the key there that the request of ${files.certificate} was made with.`;
  throw refused({ path: files.key, must: "be the key of the device's certificate", got: files.key, remedy });
}

async function readKey(folder: string, file: string): Promise<{ text: string; key: KeyObject }> {
  const text = await readGivenFile(join(folder, file)).then(String, (error: NodeJS.ErrnoException) => {
    const remedy = "If the device made its key itself, give --without-key.";
    const got = new Described(`${file} (${error.code})`);
    throw refused({ path: file, must: "be the device's key", got, remedy });
  });
  try {
    return { text, key: createPrivateKey(text) };
  } catch {
    const remedy = "Put a private key in PEM form there, without a password.";
    throw refused({ path: file, must: "be a private key that can be read", got: file, remedy });
  }
}

/**
 * Refuses a bundle's folder before anything is read: if it exists already, or if git would not ignore the key in it.
 * @param place Absolute path of the folder
 * @param key Path of the key's file in the bundle; `undefined` for a bundle without the key
 * @throws {ConfigurationError}
 */
export async function checkBundlePlace(place: string, key: string | undefined): Promise<void> {
  if (existsSync(place)) {
    const remedy = "Move it away first, or choose another with --output: nothing is overwritten.";
    throw refused({ path: "--output", must: "be a folder that does not exist yet", got: place, remedy });
  }
  if (key === undefined) return;
  const folder = existingParent(place);
  const within = join(place, key)
    .slice(folder.length + 1)
    .replaceAll("\\", "/");
  await refuseUnlessIgnored(folder, within, "*.key");
}

/**
 * Writes a bundle: the folder with all of its files, or nothing. Only the owner can read the folder.
 * @param place Absolute path of a folder that does not exist yet
 * @throws {ConfigurationError} if it cannot be written
 */
export async function writeBundle(place: string, files: readonly NewFile[]): Promise<void> {
  let made: string | undefined;
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    made = await mkdtemp(join(dirname(place), `.${basename(place)}.`));
    await writeNewFiles(made, files, (file) => unusable(file, "file", { code: "EEXIST" }));
    await rename(made, place);
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error instanceof ConfigurationError ? error : unusable(place, "folder", error);
  }
}

function existingParent(path: string): string {
  const parent = dirname(resolve(path));
  return existsSync(parent) ? parent : existingParent(parent);
}

function refused(problem: Problem): ConfigurationError {
  return new ConfigurationError([problem]);
}

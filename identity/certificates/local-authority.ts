import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError, type Problem } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import { didYouMean } from "../../config/text";
import { parseCertificate } from "./check-certificate";
import type { Authority } from "./issue";
import { type PemBlock, readPem } from "./pem";
import { CERTIFICATES_FOLDER, certificateFiles } from "./tracked-device-keys";

/** A CA whose key is on this machine. Its key is secret. */
export interface LocalAuthority extends Authority {
  readonly name: string;
  readonly x509: X509Certificate;
}

/** A CA that has just been made or read. */
export function asAuthority(name: string, { certificate, key }: Authority): LocalAuthority {
  return { name, certificate, key, x509: new X509Certificate(certificate) };
}

/**
 * Reads a CA that was made here, with its key. No message quotes the key.
 * @param path What names it on the command line
 * @throws {ConfigurationError} if it is not here, is no CA, or certificate and key do not belong together
 */
export async function readAuthority(folder: string, name: string, path: string): Promise<LocalAuthority> {
  const files = certificateFiles(name);
  const known = await namesWith(folder, ".key", [".pem"]);
  if (!known.includes(name)) {
    const remedy = `${didYouMean(name, await localAuthorities(folder))} A CA is here if ${files.key} and ${files.certificate} are.`;
    throw refused({ path, must: "name a CA whose key is here", got: name, remedy });
  }
  const block = await readBlock(files.certificate, folder);
  const key = await readKey(folder, files.key);
  const x509 = parsed(files.certificate, block);
  if (!x509.ca) {
    const remedy = "A device's certificate signs nothing. Name a CA.";
    throw refused({ path, must: "name a CA (basicConstraints CA:TRUE)", got: name, remedy });
  }
  if (!x509.checkPrivateKey(createPrivateKey(key))) {
    const remedy = `Put the key that belongs to ${files.certificate} there.`;
    throw refused({ path: files.key, must: "be the key of the CA's certificate", got: files.key, remedy });
  }
  return { name, certificate: block.pem, key, x509 };
}

/** Names of the CAs whose certificate and key are in `certificates/`. */
export async function localAuthorities(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesWith(folder, ".key", [".pem"])) {
    const file = certificateFiles(name).certificate;
    const reading = await readPem(file, file, "CERTIFICATE", folder);
    if (reading.ok && parseCertificate(reading.block)?.ca) found.push(name);
  }
  return found;
}

/** Names of which files with all of these endings are in `certificates/`. */
export async function namesWith(folder: string, ending: string, others: readonly string[] = []): Promise<string[]> {
  const files = await readdir(join(folder, CERTIFICATES_FOLDER)).catch((): string[] => []);
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .filter((name) => others.every((other) => files.includes(`${name}${other}`)))
    .sort();
}

async function readKey(folder: string, file: string): Promise<string> {
  const text = await readGivenFile(join(folder, file)).then(String, (error: NodeJS.ErrnoException) => error);
  const key = typeof text === "string" ? keyOf(text) : undefined;
  if (typeof text === "string" && key) return text;
  const remedy = "It is a private key in PEM form without a password.";
  throw refused({ path: file, must: "be a private key that can be read", got: file, remedy });
}

function keyOf(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

async function readBlock(file: string, folder: string): Promise<PemBlock> {
  const reading = await readPem(file, file, "CERTIFICATE", folder);
  if (!reading.ok) throw refused(reading.problem);
  return reading.block;
}

function parsed(path: string, block: PemBlock): X509Certificate {
  const certificate = parseCertificate(block);
  if (certificate) return certificate;
  const remedy = "Copy the whole file again: openssl x509 -in FILE -noout -text must be able to read it.";
  throw refused({ path, must: "be a certificate that can be read", got: path, remedy });
}

function refused(problem: Problem): ConfigurationError {
  return new ConfigurationError([problem]);
}

import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { ConfigurationError, type Problem } from "../../config/problem";
import { gitState, refuseUnlessIgnored } from "../git";
import { type NewFile, writeNewFiles } from "../write-new-files";
import { createAuthority, createRequest, createVerification, type KeyKind, signRequest } from "./issue";
import { asAuthority, type LocalAuthority } from "./local-authority";
import { CERTIFICATES_FOLDER, certificateFiles } from "./tracked-device-keys";
import type { SubjectFields } from "./x509-library";

const GITIGNORE = posix.join(CERTIFICATES_FOLDER, ".gitignore");

/** Longest validity of a certificate, days: a century. */
const MOST_DAYS = 36_500;

/**
 * Makes a certificate authority in `certificates/`: its certificate, and its private key, which only the file's owner
 * can read.
 * @param folder The configuration's folder
 * @param now milliseconds since 1970
 * @throws {ConfigurationError} if the days are wrong, a file exists already, or git would track the key. No key and no
 * certificate is left behind then.
 * @example await makeAuthority(configFolder, "factory", { kind: "P-256", days: 3650 }, Date.now())
 */
export async function makeAuthority(
  folder: string,
  name: string,
  { kind, days }: { readonly kind: KeyKind; readonly days: number },
  now: number,
): Promise<LocalAuthority> {
  refuse(checkDays(days));
  const files = certificateFiles(name);
  await prepare(folder, files.key, [files.key, files.certificate]);
  const made = await createAuthority({ subject: { commonName: name }, kind, days }, now);
  await write(folder, [keyFile(files.key, made.key), publicFile(files.certificate, made.certificate)]);
  return asAuthority(name, made);
}

/**
 * Makes a device's private key and its certificate signing request in `certificates/`. Only the owner of the key's file
 * can read it.
 * @param folder The configuration's folder
 * @param base Name of the files without their extension
 * @throws {ConfigurationError} if a file exists already, or git would track the key. No key and no request is left
 * behind then.
 * @example await makeRequest(configFolder, "sensor-1", { commonName: "sensor-1" }, "P-256")
 */
export async function makeRequest(folder: string, base: string, subject: SubjectFields, kind: KeyKind): Promise<void> {
  const files = certificateFiles(base);
  await prepare(folder, files.key, [files.key, files.csr, files.certificate]);
  const made = await createRequest(subject, kind);
  await write(folder, [keyFile(files.key, made.key), publicFile(files.csr, made.csr)]);
}

/**
 * Signs a device's request and writes the certificate, which has the request's subject and key, into `certificates/`.
 * @param base Name of the certificate's file without its extension
 * @param csr PEM
 * @throws {ConfigurationError} if the days are wrong or longer than the CA's certificate is valid, or the file exists
 * already
 */
export async function makeDeviceCertificate(
  folder: string,
  base: string,
  csr: string,
  authority: LocalAuthority,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<X509Certificate> {
  const file = certificateFiles(base).certificate;
  refuse(checkDays(days), outlives(authority, days, now));
  refuseExisting(folder, [file]);
  const certificate = await signRequest(csr, authority, { days, now });
  await write(folder, [publicFile(file, certificate)]);
  return new X509Certificate(certificate);
}

/**
 * Writes a verification certificate into `certificates/`: its common name is the account's registration code, and its
 * signature proves to AWS possession of the CA's private key.
 * @returns the certificate's file
 * @throws {ConfigurationError} if the code is not 64 hexadecimal digits, the days are wrong or longer than the CA's
 * certificate is valid, or the file exists already
 */
export async function makeVerification(
  folder: string,
  authority: LocalAuthority,
  { registrationCode, days, now }: { readonly registrationCode: string; readonly days: number; readonly now: number },
): Promise<string> {
  const file = verificationFile(authority.name);
  refuse(checkRegistrationCode(registrationCode), checkDays(days), outlives(authority, days, now));
  refuseExisting(folder, [file]);
  const text = await createVerification(registrationCode, authority, { days, now });
  await write(folder, [publicFile(file, text)]);
  return file;
}

/** Path of a CA's verification certificate, from the configuration's folder. */
const verificationFile = (name: string): string =>
  certificateFiles(name).certificate.replace(/\.pem$/, ".verification.pem");

const keyFile = (file: string, text: string): NewFile => ({ file, text, mode: 0o600 });
const publicFile = (file: string, text: string): NewFile => ({ file, text, mode: 0o644 });

/**
 * Checks before a key is made that none of the files exists and that git ignores the key. Writes a `.gitignore` into
 * `certificates/` first if git does not ignore the key and there is none.
 */
async function prepare(folder: string, key: string, files: readonly string[]): Promise<void> {
  refuseExisting(folder, files);
  const state = await gitState(folder, key);
  if (state !== "ignored" && !existsSync(join(folder, GITIGNORE))) {
    await write(folder, [
      publicFile(GITIGNORE, "# Private keys of CAs and devices stay on the machine that made them\n*.key\n*.bundle/\n"),
    ]);
  }
  await refuseUnlessIgnored(folder, key, `${CERTIFICATES_FOLDER}/*.key`);
}

function write(folder: string, files: readonly NewFile[]): Promise<void> {
  return writeNewFiles(folder, files, exists);
}

function refuseExisting(folder: string, files: readonly string[]): void {
  for (const file of files) if (existsSync(join(folder, file))) throw exists(file);
}

function exists(file: string): ConfigurationError {
  const remedy =
    "Choose another name, or move the file away first: no key and no certificate is overwritten, because devices depend on it.";
  return new ConfigurationError([{ path: "NAME", must: "name files that do not exist yet", got: file, remedy }]);
}

function refuse(...found: readonly (Problem | undefined)[]): void {
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function checkDays(days: number): Problem | undefined {
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return undefined;
  const must = `be a whole number from 1 to ${MOST_DAYS}`;
  return { path: "--days", must, got: days, remedy: "It is the number of days that the certificate is valid." };
}

function outlives({ x509 }: LocalAuthority, days: number, now: number): Problem | undefined {
  const left = Math.floor((Date.parse(x509.validTo) - now) / 86_400_000);
  if (!Number.isInteger(days) || days <= left) return undefined;
  const until = new Date(x509.validTo).toISOString().slice(0, 10);
  return {
    path: "--days",
    must: `be at most ${Math.max(left, 0)}, the days that the CA's certificate is still valid`,
    got: days,
    remedy: `The CA's certificate expires on ${until}, and AWS accepts no certificate signed by it after that.`,
  };
}

function checkRegistrationCode(code: string): Problem | undefined {
  if (/^[0-9a-f]{64}$/.test(code)) return undefined;
  return {
    path: "--registration-code",
    must: "be the account's registration code, 64 hexadecimal digits",
    got: code,
    remedy: "Ask AWS for the one of this account and Region: aws iot get-registration-code --region REGION",
  };
}

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError, describeProblem, type Problem } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import type { ResolvedStack } from "../../config/schema";
import { didYouMean } from "../../config/text";
import { checkAuthority, parseCertificate } from "./check-certificate";
import type { Authority } from "./issue";
import { type PemBlock, readPem } from "./pem";
import { CERTIFICATES_FOLDER, certificateFiles } from "./tracked-device-keys";

/** A CA whose private key is on this machine. The key is secret. */
export interface LocalAuthority extends Authority {
  readonly name: string;
  readonly x509: X509Certificate;
}

/** Adds the name and the parsed certificate to a CA. */
export function asAuthority(name: string, { certificate, key }: Authority): LocalAuthority {
  return { name, certificate, key, x509: new X509Certificate(certificate) };
}

/**
 * Reads a CA and its private key from `certificates/`. No message quotes the key.
 * @param path Argument or option that names the CA on the command line
 * @throws {ConfigurationError} if a file is missing or cannot be read, the certificate is not a CA's, or the key is not
 * the certificate's
 */
export async function readAuthority(folder: string, name: string, path: string): Promise<LocalAuthority> {
  const files = certificateFiles(name);
  const known = await namesWith(folder, ".key", [".pem"]);
  if (!known.includes(name)) {
    const remedy = `${didYouMean(name, await localAuthorities(folder))} A CA needs the files ${files.key} and ${files.certificate}.`;
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

/** Returns the names that have a file with each of these extensions in `certificates/`, sorted. */
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
  const remedy = "Put a private key in PEM form there, without a password.";
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

/** A CA that the configuration names or that is in `certificates/`. Contains no secret. */
export interface AuthorityView {
  readonly name: string;
  readonly subject?: string;
  /** SHA-256 of the certificate: hexadecimal bytes, separated by colons. */
  readonly fingerprint?: string;
  /** End of the certificate's validity, ISO 8601. */
  readonly expires?: string;
  /** Whether the private key is in `certificates/`. */
  readonly keyHere: boolean;
  readonly configured: readonly ConfiguredAuthority[];
  /** One sentence for each problem that {@link checkAuthority} finds, or for a certificate that cannot be read. */
  readonly problems: readonly string[];
}

/** A stack's settings for a CA. */
export interface ConfiguredAuthority {
  readonly stackName: string;
  readonly mode: "SNI_ONLY" | "DEFAULT";
  readonly active: boolean;
  readonly autoRegistration: boolean;
  /** Group of the devices that AWS provisions just in time. */
  readonly group?: string;
}

/**
 * Returns every CA that the configuration names or that is in `certificates/`, sorted by name.
 * @param folder The configuration's folder
 * @param now milliseconds since 1970
 */
export async function viewAuthorities(
  folder: string,
  stacks: readonly ResolvedStack[],
  now: number,
): Promise<AuthorityView[]> {
  const keys = await namesWith(folder, ".key");
  const sources = new Map<string, string>();
  for (const name of await namesWith(folder, ".pem")) {
    const { certificate } = certificateFiles(name);
    if (await isAuthority(certificate, folder)) sources.set(name, certificate);
  }
  for (const { settings } of stacks) {
    for (const [name, { certificate }] of Object.entries(settings.certificates?.authorities ?? {}))
      sources.set(name, certificate);
  }
  const views: AuthorityView[] = [];
  for (const [name, value] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reading = await readPem(`certificates.authorities.${name}.certificate`, value, "CERTIFICATE", folder);
    const problems = reading.ok ? authorityProblems(name, reading.block, now) : [describeProblem(reading.problem)];
    const facts = reading.ok ? factsOf(reading.block) : {};
    views.push({ name, ...facts, keyHere: keys.includes(name), configured: configuredIn(stacks, name), problems });
  }
  return views;
}

async function isAuthority(file: string, folder: string): Promise<boolean> {
  const reading = await readPem(file, file, "CERTIFICATE", folder);
  return reading.ok && parseCertificate(reading.block)?.ca === true;
}

function authorityProblems(name: string, block: PemBlock, now: number): string[] {
  const check = checkAuthority(`certificates.authorities.${name}.certificate`, block, now);
  return check.ok ? [] : check.problems.map(describeProblem);
}

function factsOf(block: PemBlock): Pick<AuthorityView, "subject" | "fingerprint" | "expires"> {
  const certificate = parseCertificate(block);
  if (!certificate) return {};
  const { subject, fingerprint256: fingerprint, validTo } = certificate;
  return { subject: subject.replaceAll("\n", ", "), fingerprint, expires: new Date(validTo).toISOString() };
}

function configuredIn(stacks: readonly ResolvedStack[], name: string): ConfiguredAuthority[] {
  return stacks.flatMap(({ stackName, settings }) => {
    const authorities = settings.certificates?.authorities ?? {};
    const found = Object.hasOwn(authorities, name) ? authorities[name] : undefined;
    if (!found) return [];
    const { mode, active, provision } = found;
    const autoRegistration = found.autoRegistration ?? provision !== undefined;
    return [{ stackName, mode, active, autoRegistration, ...(provision ? { group: provision.group } : {}) }];
  });
}

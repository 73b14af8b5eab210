import { describeProblem } from "../../config/problem";
import type { ResolvedStack } from "../../config/stages";
import { checkAuthority, parseCertificate } from "./check-certificate";
import { namesWith } from "./local-authority";
import { type PemBlock, readPem } from "./pem";
import { certificateFiles } from "./tracked-device-keys";

/** A CA of the configuration, or one that lies in `certificates/`. Nothing in it is secret. */
export interface AuthorityView {
  readonly name: string;
  readonly subject?: string;
  /** SHA-256 of the certificate, bytes with colons between them. */
  readonly fingerprint?: string;
  /** ISO 8601. */
  readonly expires?: string;
  /** Whether the key lies in `certificates/`. */
  readonly keyHere: boolean;
  readonly configured: readonly ConfiguredAuthority[];
  /** What AWS would refuse, each in a sentence. */
  readonly problems: readonly string[];
}

/** What a stack says of a CA. */
export interface ConfiguredAuthority {
  readonly stackName: string;
  readonly mode: "SNI_ONLY" | "DEFAULT";
  readonly active: boolean;
  readonly autoRegistration: boolean;
  /** Group of devices that are provisioned just in time. */
  readonly group?: string;
}

/**
 * Every CA that the configuration names or that lies in `certificates/`, by name.
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

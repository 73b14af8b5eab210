import type { X509Certificate } from "node:crypto";
import type {
  AuthoritySettings,
  CertificatesSettings,
  ProvisionSettings,
  ThingSettings,
} from "../../config/certificates";
import type { Problem } from "../../config/problem";
import { checkAuthority, checkDevice, checkVerification } from "./check-certificate";
import { type PemBlock, type PemKind, readPem, shortDigest } from "./pem";
import { requestProblem } from "./signing-request";
import { trackedDeviceKeys } from "./tracked-device-keys";

/** A certificate authority of the configuration, with the certificates' PEM texts in place of paths. */
export interface LoadedAuthority extends Pick<AuthoritySettings, "mode" | "active" | "provision"> {
  readonly pem: string;
  readonly verificationPem?: string;
  readonly autoRegistration: boolean;
}

/** A device's certificate, or the certificate signing request that AWS signs. */
export interface LoadedCertificate {
  /** Name of the certificate's thing. */
  readonly thing: string;
  readonly group: string;
  readonly active: boolean;
  /** Whether the certificate stays registered without thing and policy, which keeps AWS from provisioning it again. */
  readonly retired?: true;
  readonly csr?: string;
  readonly pem?: string;
  /** The CA's certificate. Absent for a request, which AWS's CA signs. */
  readonly caPem?: string;
}

/** A stack's `certificates` setting, with the certificates that it names. Contains no private key. */
export interface LoadedCertificates {
  readonly authorities: Readonly<Record<string, LoadedAuthority>>;
  /** By thing and the first 12 digits of the certificate's or request's SHA-256: `sensor-1/0123456789ab`. */
  readonly certificates: Readonly<Record<string, LoadedCertificate>>;
  readonly settings: CertificatesSettings;
}

/** The valid certificates, and the problems of all others. */
export interface CertificatesLoading extends LoadedCertificates {
  readonly problems: readonly Problem[];
}

/** Inputs of one run of `loadCertificates`, and the problems found so far. */
interface Loading {
  /** The configuration's folder. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly problems: Problem[];
}

/**
 * Reads the certificates and requests that a configuration names, and checks each by AWS's rules.
 * @param folder Start of relative paths: the configuration's folder
 * @param now milliseconds since 1970
 * @returns the valid ones, and every problem, including private keys that git tracks
 * @example await loadCertificates(settings.certificates, configFolder)
 */
export async function loadCertificates(
  settings: CertificatesSettings,
  folder: string,
  now = Date.now(),
): Promise<CertificatesLoading> {
  const loading: Loading = { folder, now, problems: [...(await trackedDeviceKeys(folder))] };
  const issuers = new Map<string, X509Certificate>();
  const authorities: Record<string, LoadedAuthority> = {};
  for (const [name, authority] of Object.entries(settings.authorities)) {
    const loaded = await loadAuthority(`certificates.authorities.${name}`, authority, loading);
    if (!loaded) continue;
    issuers.set(name, loaded.certificate);
    authorities[name] = loaded.authority;
  }
  const certificates: Record<string, LoadedCertificate> = {};
  /** Names of things, by the digests of their certificates and requests. */
  const owners = new Map<string, string>();
  for (const [name, thing] of Object.entries(settings.things)) {
    const path = `certificates.things.${name}`;
    for (const one of await loadDevice(path, name, thing, { issuers, authorities }, loading)) {
      const digest = shortDigest(one.block);
      const twin = owners.get(digest);
      if (twin !== undefined) loading.problems.push(sameCertificate(one.path, twin));
      else certificates[`${name}/${digest}`] = one.loaded;
      owners.set(digest, twin ?? name);
    }
  }
  return { authorities, certificates, settings, problems: loading.problems };
}

async function read(path: string, value: string, kind: PemKind, loading: Loading): Promise<PemBlock | undefined> {
  const reading = await readPem(path, value, kind, loading.folder);
  if (reading.ok) return reading.block;
  loading.problems.push(reading.problem);
  return undefined;
}

async function loadAuthority(path: string, settings: AuthoritySettings, loading: Loading) {
  const { certificate: file, mode, active, provision, verificationCertificate, autoRegistration } = settings;
  const block = await read(`${path}.certificate`, file, "CERTIFICATE", loading);
  if (!block) return undefined;
  const check = checkAuthority(`${path}.certificate`, block, loading.now);
  if (!check.ok) {
    loading.problems.push(...check.problems);
    return undefined;
  }
  const { certificate } = check;
  const place = `${path}.verificationCertificate`;
  const verification =
    verificationCertificate === undefined
      ? undefined
      : await read(place, verificationCertificate, "CERTIFICATE", loading);
  const proof = verification && checkVerification(place, verification, certificate);
  if (proof && !proof.ok) loading.problems.push(...proof.problems);
  if (provision) await checkSample(`${path}.provision.sampleCertificate`, provision, certificate, loading);
  const authority: LoadedAuthority = {
    ...{ pem: block.pem, mode, active, provision },
    ...(verification ? { verificationPem: verification.pem } : {}),
    autoRegistration: autoRegistration ?? provision !== undefined,
  };
  return { certificate, authority };
}

/**
 * Checks the sample certificate: without a field that the template names, just-in-time provisioning fails, and AWS
 * reports no error.
 */
async function checkSample(
  path: string,
  provision: ProvisionSettings,
  authority: X509Certificate,
  loading: Loading,
): Promise<void> {
  const { sampleCertificate } = provision;
  if (sampleCertificate === undefined) return;
  const block = await read(path, sampleCertificate, "CERTIFICATE", loading);
  if (!block) return;
  const { check } = checkDevice(path, block, new Map([["the authority", authority]]), loading.now);
  if (!check.ok) {
    loading.problems.push(...check.problems);
    return;
  }
  const { provisioningProblems } = await import("./provisioning");
  loading.problems.push(...provisioningProblems(path, block, provision));
}

async function loadDevice(
  path: string,
  thing: string,
  settings: ThingSettings,
  known: {
    readonly issuers: ReadonlyMap<string, X509Certificate>;
    readonly authorities: LoadedCertificates["authorities"];
  },
  loading: Loading,
) {
  const { group, active } = settings;
  const found: { path: string; block: PemBlock; loaded: LoadedCertificate }[] = [];
  for (const [place, value] of listed(`${path}.certificate`, settings.certificate)) {
    const block = await read(place, value, "CERTIFICATE", loading);
    if (!block) continue;
    const { check, authority } = checkDevice(place, block, known.issuers, loading.now);
    if (!check.ok) loading.problems.push(...check.problems);
    const caPem = known.authorities[authority ?? ""]?.pem;
    if (check.ok && caPem) found.push({ path: place, block, loaded: { thing, group, active, pem: block.pem, caPem } });
  }
  for (const [place, value] of listed(`${path}.retired`, settings.retired)) {
    const block = await read(place, value, "CERTIFICATE", loading);
    // Checked at the time 0, to accept an expired certificate: AWS does not provision it again, so it may stay in the
    // list.
    const { check, authority } = block ? checkDevice(place, block, known.issuers, 0) : { check: undefined };
    if (check && !check.ok) loading.problems.push(...check.problems);
    const caPem = known.authorities[authority ?? ""]?.pem;
    if (block && check?.ok && caPem) {
      found.push({ path: place, block, loaded: { thing, group, active: false, retired: true, pem: block.pem, caPem } });
    }
  }
  for (const [place, value] of listed(`${path}.csr`, settings.csr)) {
    const block = await read(place, value, "CERTIFICATE REQUEST", loading);
    if (!block) continue;
    const problem = await requestProblem(place, block);
    if (problem) loading.problems.push(problem);
    else found.push({ path: place, block, loaded: { thing, group, active, csr: block.pem } });
  }
  return found;
}

function listed(path: string, value: string | readonly string[] | undefined): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [[path, value]];
  return value.map((one, index) => [`${path}[${index}]`, one] as const);
}

function sameCertificate(path: string, twin: string): Problem {
  const remedy = `The thing ${twin} has it already; a certificate belongs to one thing.`;
  return { path, must: "be named once, for one thing", got: twin, remedy };
}

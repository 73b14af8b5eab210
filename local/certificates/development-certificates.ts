import { mkdir, readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { lock } from "proper-lockfile";
import { StandInOptionError } from "../local-errors";
import { readKeyedCertificate, replaceFile, writeKeyedCertificate } from "./certificate-file";
import type { KeyedCertificate, KeyKind } from "./issuing";
import { isAuthorityGood, isForHosts, isServerKeyGood } from "./renewal";

/**
 * The server's certificates and keys, PEM: one with an ECDSA key and one with an RSA key, as AWS IoT Core's endpoints
 * have. TLS chooses the one that the client can verify. A renewal returns a new array and leaves the old one unchanged.
 */
export type ServerCertificates = readonly KeyedCertificate[];

/** The certificates that the stand-in uses for TLS. */
export interface DevelopmentCertificates {
  /** The certificate authorities that clients must trust, one for each kind of key, PEM. */
  readonly ca: string;
  /** Full path of the file that holds `ca`, for options such as `mosquitto_pub --cafile`. */
  readonly caFile: string;
  readonly server: ServerCertificates;
}

/** Where certificates are kept and for which hosts. */
export interface DevelopmentCertificatesOptions {
  /** Folder; made if missing. */
  readonly folder: string;
  /** Host names and IP addresses besides localhost, 127.0.0.1 and ::1. @default [] */
  readonly hosts?: readonly string[];
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const ALWAYS = ["localhost", "127.0.0.1", "::1"];
const CA_FILE = "ca.pem";
/**
 * The files of each kind of key. ECDSA is the only kind that older versions made, so its file names do not say the
 * kind.
 */
const FILES: Readonly<Record<KeyKind, { readonly authority: string; readonly server: string }>> = {
  ecdsa: { authority: "ca-with-key.pem", server: "server-with-key.pem" },
  rsa: { authority: "ca-rsa-with-key.pem", server: "server-rsa-with-key.pem" },
};
const HOST_NAME = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
/** All users of the computer may read the authorities' certificates, since their clients have to trust them. */
const FOR_EVERYBODY = 0o644;
/**
 * How often, and after how many milliseconds, a process tries again to lock a folder in which another process issues
 * certificates.
 */
const LOCK_RETRIES = { retries: 100, minTimeout: 20, maxTimeout: 200 } as const;

/**
 * Loaded when the first certificate is issued: loading takes most of the time of a start, and most starts issue none.
 */
const issuing = () => import("./issuing");

/**
 * Returns the certificates that are kept in a folder, and issues those that are missing, damaged, about to expire, or
 * made for other hosts. Certificate authorities are kept until they are about to expire, so that clients have to trust
 * them only once. A server's key is kept if only its hosts change. Keys are readable by their owner only. Processes
 * that use the folder at the same time wait for each other.
 *
 * @throws StandInOptionError if a host is neither a host name nor an IP address, or the folder cannot be used
 * @example
 * const { caFile, server } = await developmentCertificates({ folder: ".iot-auth/certificates", hosts: ["iot.test"] });
 * tls.createServer({ cert: server.map(({ certificate }) => certificate), key: server.map(({ key }) => key) });
 */
export async function developmentCertificates(
  options: DevelopmentCertificatesOptions,
): Promise<DevelopmentCertificates> {
  const hosts = checkedHosts(options.hosts ?? []);
  const folder = resolve(options.folder);
  try {
    await mkdir(folder, { recursive: true });
    const release = await lock(folder, { lockfilePath: join(folder, ".lock"), realpath: false, retries: LOCK_RETRIES });
    try {
      return await keptOrIssued(folder, hosts, (options.now ?? Date.now)());
    } finally {
      await release();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new StandInOptionError(
      `certificatesFolder must be a folder this process can read and write, got: ${options.folder} (${code}). ` +
        "Give another folder, or this user the right to write there.",
    );
  }
}

async function keptOrIssued(folder: string, hosts: readonly string[], now: number): Promise<DevelopmentCertificates> {
  const pairs: { authority: KeyedCertificate; server: KeyedCertificate }[] = [];
  for (const kind of Object.keys(FILES) as KeyKind[]) {
    const authority = await kept(
      join(folder, FILES[kind].authority),
      ({ certificate }) => isAuthorityGood(kind, certificate, now),
      async () => (await issuing()).createAuthority(kind, now),
    );
    const isKeyGood = ({ certificate }: KeyedCertificate) =>
      isServerKeyGood(kind, certificate, authority.certificate, now);
    const server = await kept(
      join(folder, FILES[kind].server),
      (found) => isKeyGood(found) && isForHosts(found.certificate, hosts),
      // If only the hosts change, the key is kept: clients wait for the certificate of a new endpoint, and making an
      // RSA key takes long.
      async (found) =>
        (await issuing()).issueServerCertificate(
          kind,
          authority,
          hosts,
          now,
          found && isKeyGood(found) ? found.key : undefined,
        ),
    );
    pairs.push({ authority, server });
  }
  const caFile = join(folder, CA_FILE);
  const ca = pairs.map(({ authority }) => authority.certificate).join("");
  if ((await readFile(caFile, "utf8").catch(() => undefined)) !== ca) await replaceFile(caFile, ca, FOR_EVERYBODY);
  return { ca, caFile, server: pairs.map(({ server }) => server) };
}

async function kept(
  file: string,
  isGood: (found: KeyedCertificate) => boolean,
  issue: (found: KeyedCertificate | undefined) => Promise<KeyedCertificate>,
): Promise<KeyedCertificate> {
  const found = await readKeyedCertificate(file);
  if (found !== undefined && isGood(found)) return found;
  const issued = await issue(found);
  await writeKeyedCertificate(file, issued);
  return issued;
}

/** Whether a certificate can be made for a text: it is a host name or an IP address. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0 || HOST_NAME.test(text);
}

function checkedHosts(extra: readonly string[]): readonly string[] {
  const wrong = extra.find((host) => !isHost(host));
  if (wrong !== undefined) {
    throw new StandInOptionError(
      `host must be a host name or an IP address, got: ${wrong}. Leave out scheme and port.`,
    );
  }
  return [...new Set([...ALWAYS, ...extra.map((host) => host.toLowerCase())])];
}

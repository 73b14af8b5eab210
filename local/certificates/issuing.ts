import "reflect-metadata";
import { createPublicKey, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  /** PKCS #8. Secret. */
  readonly key: string;
}

/** Kind of a key. AWS's endpoints serve certificates of both kinds, and some devices can verify only one. */
export type KeyKind = "ecdsa" | "rsa";

const ALGORITHMS = {
  ecdsa: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  rsa: { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
} as const satisfies Record<KeyKind, object>;
const DAY = 86_400_000;
/** Days. */
const AUTHORITY_LIFE = 3650;
/** Days. Some clients accept no more than 398 for a server. */
const SERVER_LIFE = 397;
/**
 * How far in the past a new certificate's validity begins, milliseconds, so that clients whose clock is slow accept it.
 */
const BACKDATED = DAY;

/**
 * RSA keys also encipher keys: AWS's security policies have ciphers without (EC)DHE, such as AES128-GCM-SHA256. RFC
 * 5246, 7.4.2
 */
const KEY_USAGES: Readonly<Record<KeyKind, KeyUsageFlags>> = {
  ecdsa: KeyUsageFlags.digitalSignature,
  rsa: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
};

cryptoProvider.set(webcrypto);

/**
 * Creates a certificate authority for development, which can issue server certificates but no further authorities.
 * @param kind kind of its key, and of the keys of the certificates that it issues
 * @param now milliseconds since 1970
 * @example
 * const authority = await createAuthority("rsa", Date.now());
 */
export async function createAuthority(kind: KeyKind, now: number): Promise<KeyedCertificate> {
  const keys = await createKeys(kind);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm: ALGORITHMS[kind],
    serialNumber: serialNumber(),
    // Every authority has a different name: verifiers look authorities up by name, and a computer may trust several.
    name: `CN=iot-auth development CA ${randomBytes(4).toString("hex")}`,
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(now + AUTHORITY_LIFE * DAY),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/**
 * Issues a server's certificate, valid for the given hosts.
 * @param kind kind of both the authority's and the server's key, so that a device that supports only RSA can verify the
 * whole chain
 * @param hosts host names and IP addresses, at least one
 * @param now milliseconds since 1970
 * @param given the server's key, PKCS #8 in PEM. Default: a new one
 * @example
 * const server = await issueServerCertificate("rsa", authority, ["localhost", "127.0.0.1"], Date.now());
 */
export async function issueServerCertificate(
  kind: KeyKind,
  authority: KeyedCertificate,
  hosts: readonly string[],
  now: number,
  given?: string,
): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const signingKey = await importKey(kind, authority.key);
  const key = given ?? (await exportKey((await createKeys(kind)).privateKey));
  const publicKey = await importPublicKey(kind, key);
  const certificate = await X509CertificateGenerator.create({
    publicKey,
    signingKey,
    signingAlgorithm: ALGORITHMS[kind],
    serialNumber: serialNumber(),
    issuer: issuer.subject,
    subject: "CN=iot-auth local AWS IoT Core",
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(Math.min(now + SERVER_LIFE * DAY, issuer.notAfter.getTime())),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KEY_USAGES[kind], true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(hosts.map(generalName)),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: pem(certificate), key };
}

const generalName = (host: string): JsonGeneralName => ({ type: isIP(host) === 0 ? "dns" : "ip", value: host });

function createKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

function importKey(kind: KeyKind, key: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(key), ALGORITHMS[kind], false, ["sign"]);
}

function importPublicKey(kind: KeyKind, key: string): Promise<webcrypto.CryptoKey> {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return webcrypto.subtle.importKey("spki", spki, ALGORITHMS[kind], true, ["verify"]);
}

const pem = (certificate: X509Certificate): string => `${certificate.toString("pem")}\n`;

/**
 * 126 random bits after the bits 01, so that the number is positive and its DER encoding has always 16 bytes. RFC 5280,
 * 4.1.2.2
 */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

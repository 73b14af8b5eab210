import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
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

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 86_400_000;
/** Days. */
const AUTHORITY_LIFE = 3650;
/** Days. Some clients accept no more than 398 for a server. */
const SERVER_LIFE = 397;
/** A clock a little behind this one must not find a new certificate to be of the future. */
const BACKDATED = DAY;

cryptoProvider.set(webcrypto);

/**
 * A certificate authority for development, able to issue server certificates and no further authorities.
 * @param now milliseconds since 1970
 * @example
 * const authority = await createAuthority(Date.now());
 */
export async function createAuthority(now: number): Promise<KeyedCertificate> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm: ALGORITHM,
    serialNumber: serialNumber(),
    // Every authority has a name of its own: verifiers look authorities up by name, and a computer may trust several.
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
 * A server's certificate, good for the hosts given.
 * @param hosts host names and IP addresses, at least one
 * @param now milliseconds since 1970
 * @example
 * const server = await issueServerCertificate(authority, ["localhost", "127.0.0.1"], Date.now());
 */
export async function issueServerCertificate(
  authority: KeyedCertificate,
  hosts: readonly string[],
  now: number,
): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const signingKey = await importKey(authority.key);
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.create({
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    serialNumber: serialNumber(),
    issuer: issuer.subject,
    subject: "CN=iot-auth local AWS IoT Core",
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(Math.min(now + SERVER_LIFE * DAY, issuer.notAfter.getTime())),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(hosts.map(generalName)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

const generalName = (host: string): JsonGeneralName => ({ type: isIP(host) === 0 ? "dns" : "ip", value: host });

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

function importKey(key: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(key), ALGORITHM, false, ["sign"]);
}

const pem = (certificate: X509Certificate): string => `${certificate.toString("pem")}\n`;

/** 127 random bits; the first byte is neither 0 nor negative, so that DER needs no other form. RFC 5280, 4.1.2.2 */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

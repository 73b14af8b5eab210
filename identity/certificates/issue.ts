import "reflect-metadata";
import { createPrivateKey, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  type PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { CERTIFICATE_FIELDS, type CertificateField } from "../../config/certificates";
import { toPem } from "./pem";
import type { SubjectFields } from "./x509-library";

cryptoProvider.set(webcrypto);

/** Kinds of keys that the tool makes, all supported by AWS IoT Core; P-521 is not offered. */
export const KEY_KINDS = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  "P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  "RSA-2048": algorithm(2048),
  "RSA-3072": algorithm(3072),
  "RSA-4096": algorithm(4096),
} as const;

/** One of {@link KEY_KINDS}. */
export type KeyKind = keyof typeof KEY_KINDS;

function algorithm(modulusLength: number) {
  return { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
}

/** A CA's certificate and private key. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8 in PEM. Secret. */
  readonly key: string;
}

/** A certificate signing request and its private key. */
export interface Request {
  /** PEM. */
  readonly csr: string;
  /** PKCS #8 in PEM. Secret. */
  readonly key: string;
}

const DAY = 86_400_000;
/** How much earlier than now a certificate becomes valid, milliseconds: clocks of other machines may be behind. */
const BACKDATED = 3_600_000;

/**
 * Makes a self-signed certificate authority. It can sign devices' certificates, but no intermediate CA.
 * @param days Validity of its certificate
 * @param now milliseconds since 1970
 */
export async function createAuthority(
  { subject, kind, days }: { readonly subject: SubjectFields; readonly kind: KeyKind; readonly days: number },
  now: number,
): Promise<Authority> {
  const keys = await generate(kind);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm: KEY_KINDS[kind],
    name: nameOf(subject),
    ...validity(now, days),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: await pkcs8(keys.privateKey) };
}

/** Makes a key and a certificate signing request for it. */
export async function createRequest(subject: SubjectFields, kind: KeyKind): Promise<Request> {
  const keys = await generate(kind);
  const request = await Pkcs10CertificateRequestGenerator.create({
    keys,
    signingAlgorithm: KEY_KINDS[kind],
    name: nameOf(subject),
  });
  return {
    csr: toPem(Buffer.from(request.rawData), "CERTIFICATE REQUEST").pem,
    key: await pkcs8(keys.privateKey),
  };
}

/** Signs a device's request: the certificate has the request's subject and key. @param now milliseconds since 1970 */
export async function signRequest(
  csr: string,
  authority: Authority,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<string> {
  const request = new Pkcs10CertificateRequest(csr);
  return signed(request.subjectName.toJSON(), request.publicKey, authority, now, days, [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
  ]);
}

/**
 * Makes a verification certificate, which proves to AWS possession of a CA's private key. The certificate's own private
 * key is not kept: nothing needs it.
 * @param registrationCode Registration code of the account and Region, 64 hexadecimal digits
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/create-CA-verification-cert.html
 */
export async function createVerification(
  registrationCode: string,
  authority: Authority,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<string> {
  const { publicKey } = await generate("P-256");
  return signed(nameOf({ commonName: registrationCode }), publicKey, authority, now, days, []);
}

async function signed(
  subject: JsonName,
  publicKey: PublicKey | webcrypto.CryptoKey,
  { certificate, key }: Authority,
  now: number,
  days: number,
  more: readonly Extension[],
): Promise<string> {
  const issuer = new X509Certificate(certificate);
  const signingKey = await importKey(createPrivateKey(key));
  const made = await X509CertificateGenerator.create({
    subject,
    issuer: issuer.subjectName.toJSON(),
    publicKey,
    signingKey,
    signingAlgorithm: signingKey.algorithm.name === "ECDSA" ? ecdsaOf(signingKey) : KEY_KINDS["RSA-2048"],
    ...validity(now, days),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...more,
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return pemOf(made);
}

function ecdsaOf({ algorithm }: webcrypto.CryptoKey) {
  const { namedCurve = "P-256" } = algorithm as { readonly namedCurve?: string };
  return namedCurve === "P-384" ? KEY_KINDS["P-384"] : { ...KEY_KINDS["P-256"], namedCurve };
}

async function importKey(key: KeyObject) {
  const curves: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };
  const algorithm =
    key.asymmetricKeyType === "ec"
      ? { name: "ECDSA", namedCurve: curves[key.asymmetricKeyDetails?.namedCurve ?? ""] ?? "" }
      : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const der = key.export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
}

function generate(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_KINDS[kind], true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;
}

async function pkcs8(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}

function nameOf(subject: SubjectFields): JsonName {
  return (Object.entries(subject) as [CertificateField, string][]).map(([field, value]) => ({
    [CERTIFICATE_FIELDS[field].oid]: [value],
  }));
}

function validity(now: number, days: number) {
  // AWS accepts serial numbers of at most 20 bytes. If the first bit were set, the number would be negative.
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  return {
    serialNumber: serial.toString("hex"),
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(now + days * DAY),
  };
}

function pemOf(certificate: X509Certificate): string {
  return toPem(Buffer.from(certificate.rawData), "CERTIFICATE").pem;
}

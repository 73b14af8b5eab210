import type { KeyObject } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { Described, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { PemBlock } from "./pem";

const DAY = 86_400_000;
/** Days for which a CA's certificate must still be valid: after it expires, AWS IoT Core refuses the CA's devices. */
export const AUTHORITY_DAYS_LEFT = 30;

/** A certificate, or every problem found in it. */
export type CertificateCheck =
  | { readonly ok: true; readonly certificate: X509Certificate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a CA's certificate by AWS's rules for registration, and that it is valid for {@link AUTHORITY_DAYS_LEFT} days
 * or more.
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html
 */
export function checkAuthority(path: string, block: PemBlock, now: number): CertificateCheck {
  const certificate = parseCertificate(block);
  if (!certificate) return unreadable(path);
  const days = Math.floor((endOf(certificate) - now) / DAY);
  return outcome(certificate, [
    certificate.ca
      ? undefined
      : {
          path,
          must: "be the certificate of a CA (basicConstraints CA:TRUE)",
          got: new Described(oneLine(certificate.subject)),
          remedy: `AWS registers only CAs' certificates. For a trial, make a CA: ${iotAuth("ca", "create", "NAME")}. With OpenSSL: openssl req -x509 -addext basicConstraints=critical,CA:TRUE.`,
        },
    days < AUTHORITY_DAYS_LEFT
      ? {
          path,
          must: `be valid for ${AUTHORITY_DAYS_LEFT} days or more`,
          got: new Described(days < 0 ? `expired on ${day(certificate)}` : `${days} days, until ${day(certificate)}`),
          remedy: "Name a successor as a second authority, move the devices to it, and remove this authority.",
        }
      : undefined,
    keyProblem(path, certificate.publicKey),
  ]);
}

/**
 * Checks a device's certificate, and finds the CA that signed it.
 * @param authorities CAs' certificates that passed {@link checkAuthority}, by name
 * @returns the certificate or its problems, and the name of the CA if one of `authorities` signed it
 */
export function checkDevice(
  path: string,
  block: PemBlock,
  authorities: ReadonlyMap<string, X509Certificate>,
  now: number,
): { readonly check: CertificateCheck; readonly authority?: string } {
  const certificate = parseCertificate(block);
  if (!certificate) return { check: unreadable(path) };
  const authority = [...authorities].find(([, issuer]) => isSignedBy(certificate, issuer))?.[0];
  const check = outcome(certificate, [
    certificate.ca
      ? {
          path,
          must: "be a device's certificate, not a CA's",
          got: new Described(oneLine(certificate.subject)),
          remedy: "Name a CA's certificate in certificates.authorities.",
        }
      : undefined,
    authority === undefined
      ? {
          path,
          must: "be signed by one of certificates.authorities",
          got: new Described(`signed by ${oneLine(certificate.issuer)}`),
          remedy: `The authorities are ${[...authorities.keys()].join(", ") || "none that is valid"}. Name the CA there, or give the device a csr, which AWS signs.`,
        }
      : undefined,
    endOf(certificate) < now
      ? {
          path,
          must: "not have expired",
          got: new Described(`expired on ${day(certificate)}`),
          remedy: "AWS IoT Core refuses it; have a new certificate signed.",
        }
      : undefined,
    keyProblem(path, certificate.publicKey),
  ]);
  return { check, ...(authority === undefined ? {} : { authority }) };
}

/** Whether a CA signed a certificate: the issuer's name is the CA's, and the signature verifies with the CA's key. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/**
 * Checks a verification certificate, which proves possession of a CA's private key.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/create-CA-verification-cert.html
 */
export function checkVerification(path: string, block: PemBlock, authority: X509Certificate): CertificateCheck {
  const certificate = parseCertificate(block);
  if (!certificate) return unreadable(path);
  const remedy =
    "Make it with the CA's key: https://docs.aws.amazon.com/iot/latest/developerguide/create-CA-verification-cert.html";
  return outcome(certificate, [
    isSignedBy(certificate, authority)
      ? undefined
      : { path, must: "be signed by the CA", got: new Described(`signed by ${oneLine(certificate.issuer)}`), remedy },
    /(^|\n)CN=[0-9a-f]{64}(\n|$)/.test(certificate.subject)
      ? undefined
      : {
          path,
          must: "have the account's registration code, 64 hexadecimal digits, as its common name",
          got: new Described(oneLine(certificate.subject)),
          remedy,
        },
  ]);
}

/** Parses a certificate and its public key; `undefined` if one of the two cannot be parsed. */
export function parseCertificate({ pem }: PemBlock): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    // Node.js parses the key only when the property is read: the getter throws if it cannot.
    return certificate.publicKey ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function outcome(certificate: X509Certificate, found: readonly (Problem | undefined)[]): CertificateCheck {
  const problems = found.filter((problem) => problem !== undefined);
  return problems.length === 0 ? { ok: true, certificate } : { ok: false, problems };
}

function unreadable(path: string): CertificateCheck {
  const remedy = "Copy the whole file again: openssl x509 -in FILE -noout -text must be able to read it.";
  return { ok: false, problems: [{ path, must: "be a certificate that can be read", remedy }] };
}

const oneLine = (name: string): string => name.replaceAll("\n", ", ");
/** Milliseconds since 1970. */
const endOf = ({ validTo }: X509Certificate): number => Date.parse(validTo);
const day = (certificate: X509Certificate): string => new Date(endOf(certificate)).toISOString().slice(0, 10);

/**
 * Minimum size of an RSA key in bits.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html
 */
const RSA_BITS = 2048;

/** Curves that AWS IoT Core supports: Node.js's name of each, and NIST's. */
const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/**
 * Returns the problem with the public key of a certificate or a request: AWS supports RSA of 2,048 bits or more, and
 * three curves.
 */
export function keyProblem(path: string, key: KeyObject): Problem | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const remedy = `Make another key: RSA of ${RSA_BITS} bits or more, or a curve of ${Object.values(CURVES).join(", ")}.`;
  if (type === "rsa") {
    const bits = details?.modulusLength ?? 0;
    if (bits >= RSA_BITS) return undefined;
    return { path, must: `have an RSA key of ${RSA_BITS} bits or more`, got: new Described(`${bits} bits`), remedy };
  }
  if (type === "ec" && CURVES[details?.namedCurve ?? ""] !== undefined) return undefined;
  const got = new Described(type === "ec" ? `the curve ${details?.namedCurve}` : String(type));
  return { path, must: "have an RSA key, or an EC key of a curve that AWS supports", got, remedy };
}

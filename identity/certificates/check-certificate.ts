import type { KeyObject } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { Described, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { PemBlock } from "./pem";

const DAY = 86_400_000;
/** Days that a CA must go on for: shorter than that, devices that are made today would soon be refused. */
export const AUTHORITY_DAYS_LEFT = 30;

/** A certificate, or everything that is wrong with it. */
export type CertificateCheck =
  | { readonly ok: true; readonly certificate: X509Certificate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks the certificate of a CA as AWS does when it is registered, and that it goes on for long enough.
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
          remedy: `AWS registers no other as a CA. To try out, make one: ${iotAuth("ca", "create", "NAME")}. Elsewhere: openssl req -x509 -addext basicConstraints=critical,CA:TRUE.`,
        },
    days < AUTHORITY_DAYS_LEFT
      ? {
          path,
          must: `be good for ${AUTHORITY_DAYS_LEFT} days or more`,
          got: new Described(days < 0 ? `expired on ${day(certificate)}` : `${days} days, until ${day(certificate)}`),
          remedy: "Name its successor as a second authority, move the devices to it, and take this one out.",
        }
      : undefined,
    keyProblem(path, certificate.publicKey),
  ]);
}

/**
 * Checks a device's certificate, and finds its authority.
 * @param authorities Certificates that checks have passed, by name
 * @returns also the name of its authority, where it has one
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
          remedy: "A CA belongs into certificates.authorities.",
        }
      : undefined,
    authority === undefined
      ? {
          path,
          must: "be signed by one of certificates.authorities",
          got: new Described(`signed by ${oneLine(certificate.issuer)}`),
          remedy: `The authorities are ${[...authorities.keys()].join(", ") || "none that can be used"}. Name the CA there, or give the device a csr, which AWS signs.`,
        }
      : undefined,
    endOf(certificate) < now
      ? {
          path,
          must: "not have expired",
          got: new Described(`expired on ${day(certificate)}`),
          remedy: "AWS IoT Core refuses it; have another one signed.",
        }
      : undefined,
    keyProblem(path, certificate.publicKey),
  ]);
  return { check, ...(authority === undefined ? {} : { authority }) };
}

/** Whether a certificate is signed by a CA, by its name and by its key. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/**
 * Checks the certificate that proves that somebody holds a CA's key.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/create-CA-verification-cert.html
 */
export function checkVerification(path: string, block: PemBlock, authority: X509Certificate): CertificateCheck {
  const certificate = parseCertificate(block);
  if (!certificate) return unreadable(path);
  const remedy =
    "It is made with the CA's key: https://docs.aws.amazon.com/iot/latest/developerguide/create-CA-verification-cert.html";
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

/** Reads a certificate and its key; `undefined` if either cannot be read. */
export function parseCertificate({ pem }: PemBlock): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    // A key that cannot be read throws only here.
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

/** Fewest bits of an RSA key. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
const RSA_BITS = 2048;

/** Curves by the names that Node.js has for them, and those that people know. */
const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** What is wrong with the public key of a certificate or a request: AWS takes RSA of 2,048 bits or more, and three curves. */
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
  return { path, must: "have an RSA key or one of a curve that AWS takes", got, remedy };
}

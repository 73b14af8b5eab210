import "reflect-metadata";
import { createPublicKey, type KeyObject, webcrypto } from "node:crypto";
import {
  cryptoProvider,
  type Name,
  Pkcs10CertificateRequest,
  X509Certificate as ReadCertificate,
} from "@peculiar/x509";
import { CERTIFICATE_FIELDS, type CertificateField, FIELD_NAMES } from "../../config/certificates";
import type { PemBlock } from "./pem";

cryptoProvider.set(webcrypto);

/** The fields of a subject that just-in-time provisioning can read. */
export type SubjectFields = Readonly<Partial<Record<CertificateField, string>>>;

/** Returns the fields of a certificate's subject: the first value of a field that occurs more than once. */
export function subjectFields({ pem }: PemBlock): SubjectFields {
  return fieldsOf(new ReadCertificate(pem).subjectName);
}

/** Returns the fields of a request's subject. */
export function requestFields({ der }: PemBlock): SubjectFields {
  return fieldsOf(new Pkcs10CertificateRequest(new Uint8Array(der)).subjectName);
}

/** Returns the public key of a request; `undefined` if it cannot be parsed. */
export function requestKey({ der }: PemBlock): KeyObject | undefined {
  try {
    return keyOf(new Pkcs10CertificateRequest(new Uint8Array(der)));
  } catch {
    return undefined;
  }
}

function keyOf({ publicKey }: Pkcs10CertificateRequest): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey.rawData), format: "der", type: "spki" });
}

function fieldsOf(name: Name): SubjectFields {
  const entries = FIELD_NAMES.map((field) => [field, name.getField(CERTIFICATE_FIELDS[field].oid)[0]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ""));
}

/** Whether a request is signed with its own key. */
export function isSignedRequest({ der }: PemBlock): Promise<boolean> {
  return new Pkcs10CertificateRequest(new Uint8Array(der)).verify();
}

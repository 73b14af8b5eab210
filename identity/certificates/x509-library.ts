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

/** What a subject says, as far as just-in-time provisioning reads it. */
export type SubjectFields = Readonly<Partial<Record<CertificateField, string>>>;

/** The fields of a certificate's subject; of a field that occurs twice, the first. */
export function subjectFields({ pem }: PemBlock): SubjectFields {
  return fieldsOf(new ReadCertificate(pem).subjectName);
}

/** The fields of a request's subject. */
export function requestFields({ der }: PemBlock): SubjectFields {
  return fieldsOf(new Pkcs10CertificateRequest(new Uint8Array(der)).subjectName);
}

/** The public key of a request; `undefined` if it cannot be read. */
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

/** Whether a request is signed by its own key. */
export function isSignedRequest({ der }: PemBlock): Promise<boolean> {
  return new Pkcs10CertificateRequest(new Uint8Array(der)).verify();
}

import "reflect-metadata";
import { createPublicKey, webcrypto } from "node:crypto";
import {
  cryptoProvider,
  type Name,
  Pkcs10CertificateRequest,
  X509Certificate as ReadCertificate,
} from "@peculiar/x509";
import { CERTIFICATE_FIELDS, type CertificateField, FIELD_NAMES } from "../../config/certificates/certificate-fields";
import type { Problem } from "../../config/problem";
import { keyProblem } from "./check-key";
import type { PemBlock } from "./pem";

cryptoProvider.set(webcrypto);

/** What a subject says, as far as just-in-time provisioning reads it. */
export type SubjectFields = Readonly<Partial<Record<CertificateField, string>>>;

/** The fields of a certificate's subject; of a field that occurs twice, the first. */
export function subjectFields({ pem }: PemBlock): SubjectFields {
  return fieldsOf(new ReadCertificate(pem).subjectName);
}

function fieldsOf(name: Name): SubjectFields {
  const entries = FIELD_NAMES.map((field) => [field, name.getField(CERTIFICATE_FIELDS[field].oid)[0]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ""));
}

/** What is wrong with a certificate signing request: it can be read, is signed by its own key, and that key is one that AWS takes. */
export async function requestProblem(path: string, { der }: PemBlock): Promise<Problem | undefined> {
  const remedy = "Copy the whole file again: openssl req -in FILE -noout -verify must accept it.";
  try {
    const request = new Pkcs10CertificateRequest(new Uint8Array(der));
    const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: "der", type: "spki" });
    const weak = keyProblem(path, key);
    if (weak) return weak;
    if (await request.verify()) return undefined;
    return { path, must: "be signed by its own key", remedy };
  } catch {
    return { path, must: "be a certificate signing request that can be read", remedy };
  }
}

import { X509Certificate } from "node:crypto";
import type { X509Certificate as ReadableCertificate } from "@peculiar/x509";

/**
 * Object identifiers of the fields of a distinguished name (RFC 5280, 4.1.2.4), by the names that AWS IoT Core gives
 * the fields.
 */
export const NAME_FIELDS = {
  DistinguishedNameQualifier: "2.5.4.46",
  Country: "2.5.4.6",
  Organization: "2.5.4.10",
  OrganizationalUnit: "2.5.4.11",
  State: "2.5.4.8",
  CommonName: "2.5.4.3",
  SerialNumber: "2.5.4.5",
  Title: "2.5.4.12",
  Surname: "2.5.4.4",
  GivenName: "2.5.4.42",
  Initials: "2.5.4.43",
  Pseudonym: "2.5.4.65",
  GenerationQualifier: "2.5.4.44",
} as const;

export type NameField = keyof typeof NAME_FIELDS;

/** Kinds of alternative names: AWS's name, and the name in the library that reads the certificate. */
const ALTERNATIVE_NAMES: readonly (readonly [aws: string, kind: string])[] = [
  ["RFC822Name", "email"],
  ["DNSName", "dns"],
  ["DirectoryName", "dn"],
  ["UniformResourceIdentifier", "url"],
  ["IPAddress", "ip"],
];
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
const ISSUER_ALTERNATIVE_NAME = "2.5.29.18";

/** The content of a certificate. Fields are parsed on first use. */
export class CertificateContent {
  /** SHA-256 of the certificate in DER, 64 hexadecimal digits: AWS's certificate id. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  #fields: ReadonlyMap<string, CertificateField> | undefined;
  #readable: ReadableCertificate | undefined;

  constructor(readonly x509: X509Certificate) {
    this.id = certificateId(x509);
    this.notBefore = Date.parse(x509.validFrom);
    this.notAfter = Date.parse(x509.validTo);
  }

  /** Parses a certificate; undefined if the text is not a certificate in PEM format. */
  static fromPem(pem: string): CertificateContent | undefined {
    try {
      return pem.includes("-----BEGIN CERTIFICATE-----") ? new CertificateContent(new X509Certificate(pem)) : undefined;
    } catch {
      return undefined;
    }
  }

  get pem(): string {
    return this.x509.toString();
  }

  /** Whether the certificate is a certificate authority's (RFC 5280, 4.2.1.9). */
  get isAuthority(): boolean {
    return this.x509.ca;
  }

  /** Whether the authority's key signed this certificate, and the authority's subject is this certificate's issuer. */
  isIssuedBy(authority: CertificateContent): boolean {
    return this.x509.checkIssued(authority.x509) && this.x509.verify(authority.x509.publicKey);
  }

  /** Values of a field of the subject, in the certificate's order. */
  subject(field: NameField): readonly string[] {
    return this.readable.subjectName.getField(NAME_FIELDS[field]);
  }

  /**
   * Values of the policy variables about certificates, by the part of the variable's name after `iot:Certificate.` in
   * lower case: `subject.commonname`. Fields without a value are missing.
   *
   * Assumption: a serial number is written in hexadecimal digits, in lower case and without leading zeros.
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html
   */
  get fields(): ReadonlyMap<string, CertificateField> {
    this.#fields ??= this.readFields();
    return this.#fields;
  }

  private get readable(): ReadableCertificate {
    this.#readable ??= readCertificate(this.x509.raw);
    return this.#readable;
  }

  private readFields(): ReadonlyMap<string, CertificateField> {
    const fields = new Map<string, CertificateField>();
    const add = (name: string, values: readonly string[]): void => {
      if (values.length > 0) fields.set(name.toLowerCase(), { name: `iot:Certificate.${name}`, values });
    };
    const { subjectName, issuerName, extensions, serialNumber } = this.readable;
    for (const [field, oid] of Object.entries(NAME_FIELDS)) {
      add(`Subject.${field}`, subjectName.getField(oid));
      add(`Issuer.${field}`, issuerName.getField(oid));
    }
    for (const [place, oid] of [
      ["Subject", SUBJECT_ALTERNATIVE_NAME],
      ["Issuer", ISSUER_ALTERNATIVE_NAME],
    ] as const) {
      const extension = extensions.find(({ type }) => type === oid) as AlternativeNames | undefined;
      const names = extension?.names?.items ?? [];
      for (const [aws, kind] of ALTERNATIVE_NAMES) {
        const values = names.filter(({ type }) => type === kind).map(({ value }) => value);
        add(`${place}.AlternativeName.${aws}`, values);
      }
    }
    add("SerialNumber", [serialNumber.toLowerCase().replace(/^0+(?=.)/, "")]);
    return fields;
  }
}

/**
 * Loads the library for the first certificate: most stand-ins read none, and loading would take most of the time of
 * their start.
 */
function readCertificate(der: Buffer): ReadableCertificate {
  require("reflect-metadata");
  const { X509Certificate: Readable } = require("@peculiar/x509") as typeof import("@peculiar/x509");
  return new Readable(der);
}

/** A field with at least one value. */
export interface CertificateField {
  /** AWS's spelling of the variable: `iot:Certificate.Subject.CommonName`. */
  readonly name: string;
  readonly values: readonly string[];
}

interface AlternativeNames {
  readonly names?: { readonly items: readonly { readonly type: string; readonly value: string }[] };
}

/**
 * Returns AWS's id of a certificate: the SHA-256 fingerprint in lower-case hexadecimal digits.
 * @example
 * certificateId(socket.getPeerX509Certificate()); // "2e1eb273792174ec2b9bf4e9b37e6c6c692345499506002a35159767055278e8"
 */
export function certificateId({ fingerprint256 }: Pick<X509Certificate, "fingerprint256">): string {
  return fingerprint256.replaceAll(":", "").toLowerCase();
}

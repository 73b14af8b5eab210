/**
 * Fields of a certificate's subject that just-in-time provisioning can read, by their names in a configuration, with AWS's and X.509's names for
 * them.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export const CERTIFICATE_FIELDS = {
  country: { parameter: "AWS::IoT::Certificate::Country", type: "C", oid: "2.5.4.6" },
  organization: { parameter: "AWS::IoT::Certificate::Organization", type: "O", oid: "2.5.4.10" },
  organizationalUnit: { parameter: "AWS::IoT::Certificate::OrganizationalUnit", type: "OU", oid: "2.5.4.11" },
  distinguishedNameQualifier: {
    parameter: "AWS::IoT::Certificate::DistinguishedNameQualifier",
    type: "dnQualifier",
    oid: "2.5.4.46",
  },
  stateName: { parameter: "AWS::IoT::Certificate::StateName", type: "ST", oid: "2.5.4.8" },
  commonName: { parameter: "AWS::IoT::Certificate::CommonName", type: "CN", oid: "2.5.4.3" },
  serialNumber: { parameter: "AWS::IoT::Certificate::SerialNumber", type: "serialNumber", oid: "2.5.4.5" },
} as const;

/** Name of one of the {@link CERTIFICATE_FIELDS}. */
export type CertificateField = keyof typeof CERTIFICATE_FIELDS;

/** Every {@link CertificateField}. */
export const FIELD_NAMES = Object.keys(CERTIFICATE_FIELDS) as readonly CertificateField[];

/**
 * Returns the field that a text refers to; `undefined` if the text is literal.
 * @example fieldOf("{serialNumber}") // "serialNumber"
 */
export function fieldOf(text: string): CertificateField | undefined {
  return FIELD_NAMES.find((field) => text === `{${field}}`);
}

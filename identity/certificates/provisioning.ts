import { CERTIFICATE_FIELDS, type CertificateField } from "../../config/certificates/certificate-fields";
import type { Problem } from "../../config/problem";
import type { PemBlock } from "./pem";
import { subjectFields } from "./x509-library";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html */
const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;

/**
 * Why just-in-time provisioning would make nothing of a certificate: a field that the template asks for is missing, or the common name is
 * no name for a thing.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export function provisioningProblems(path: string, block: PemBlock, needed: readonly CertificateField[]): Problem[] {
  const fields = subjectFields(block);
  const missing = needed.filter((field) => fields[field] === undefined);
  const { commonName } = fields;
  return [
    ...missing.map((field) => ({
      path,
      must: `have the field {${field}} (${CERTIFICATE_FIELDS[field].type}) in its subject`,
      got: Object.keys(fields),
      remedy:
        "AWS provisions no device without it, and does not say so; put it into the certificates, or leave it out of provision.",
    })),
    ...(commonName === undefined || THING_NAME.test(commonName)
      ? []
      : [
          {
            path,
            must: "have a common name that can name a thing: 1 to 128 of A-Z a-z 0-9 : _ -",
            got: commonName,
            remedy:
              "AWS IoT Core takes no dot, no slash and no space there; sign certificates with another common name.",
          },
        ]),
  ];
}

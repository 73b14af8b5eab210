import {
  ATTRIBUTE_VALUE,
  AWS_NAME,
  CERTIFICATE_FIELDS,
  type CertificateField,
  fieldOf,
  neededFields,
  type ProvisionSettings,
} from "../../config/certificates";
import type { Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { PemBlock } from "./pem";
import { type SubjectFields, subjectFields } from "./x509-library";

/** What just-in-time provisioning makes of a certificate besides its registration. */
export interface ProvisionedThing {
  /** The certificate's common name. */
  readonly thing: string;
  readonly type?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly thingGroups: readonly string[];
}

/** What provisioning makes of a certificate; of a field that it lacks, the field's name in braces. */
export function provisionedThing(block: PemBlock, provision: ProvisionSettings): ProvisionedThing {
  const fields = subjectFields(block);
  const filled = (text: string): string => {
    const field = fieldOf(text);
    return (field && fields[field]) ?? text;
  };
  const { type, attributes, thingGroups } = provision;
  return {
    thing: fields.commonName ?? "{commonName}",
    ...(type === undefined ? {} : { type: filled(type) }),
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, filled(text)])),
    thingGroups: thingGroups.map(filled),
  };
}

/**
 * Why just-in-time provisioning would make nothing of a certificate: a field that the template asks for is missing, or what stands in one
 * is no name or value that AWS takes.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export function provisioningProblems(path: string, block: PemBlock, provision: ProvisionSettings): Problem[] {
  const fields = subjectFields(block);
  const missing = neededFields(provision).filter((field) => fields[field] === undefined);
  const { commonName } = fields;
  return [
    ...missing.map((field) => ({
      path,
      must: `have the field {${field}} (${CERTIFICATE_FIELDS[field].type}) in its subject`,
      got: Object.keys(fields),
      remedy: `AWS provisions no device without it, and does not say so; put it into the certificates, or leave it out of provision.${howToPut(field, fields)}`,
    })),
    ...(commonName === undefined || AWS_NAME.test(commonName)
      ? []
      : [
          {
            path,
            must: "have a common name that can name a thing: 1 to 128 of A-Z a-z 0-9 : _ -",
            got: commonName,
            remedy:
              "AWS IoT Core accepts no dot, no slash and no space there; sign certificates with another common name.",
          },
        ]),
    ...unfitValues(path, fields, provision),
  ];
}

function howToPut(field: CertificateField, { commonName }: SubjectFields): string {
  if (field === "commonName") return "";
  const name = commonName !== undefined && AWS_NAME.test(commonName) ? commonName : "NAME";
  return ` In a request: ${iotAuth("device", "csr", name, "--field", `${field}=VALUE`)}`;
}

/** Fields that are there, with a value that AWS refuses where provisioning puts it. */
function unfitValues(path: string, fields: SubjectFields, provision: ProvisionSettings): Problem[] {
  const { type, attributes, thingGroups } = provision;
  const uses: readonly (readonly [text: string, what: string, pattern: RegExp, allowed: string])[] = [
    ...(type === undefined ? [] : [[type, "a thing type", AWS_NAME, "1 to 128 of A-Z a-z 0-9 : _ -"] as const]),
    ...thingGroups.map((text) => [text, "a thing group", AWS_NAME, "1 to 128 of A-Z a-z 0-9 : _ -"] as const),
    ...Object.entries(attributes).map(
      ([name, text]) =>
        [text, `the attribute ${name}`, ATTRIBUTE_VALUE, "at most 800 of A-Z a-z 0-9 _ . , @ / : # = [ ] -"] as const,
    ),
  ];
  return uses.flatMap(([text, what, pattern, allowed]) => {
    const field = fieldOf(text);
    const value = field === undefined ? undefined : fields[field];
    if (value === undefined || pattern.test(value)) return [];
    const remedy = `AWS takes no other characters there, and provisions no device of which it takes a part only; sign certificates with another ${CERTIFICATE_FIELDS[field ?? "commonName"].type}.`;
    return [{ path, must: `have a field {${field}} that can be ${what}: ${allowed}`, got: value, remedy }];
  });
}

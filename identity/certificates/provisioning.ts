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

/** The thing that just-in-time provisioning creates for a certificate. */
export interface ProvisionedThing {
  /** The certificate's common name. */
  readonly thing: string;
  readonly type?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly thingGroups: readonly string[];
}

/**
 * Returns the thing that provisioning would create for a certificate. A field that the certificate lacks is shown as
 * its name in braces.
 */
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
 * Returns the reasons why just-in-time provisioning of a certificate would fail: it lacks a field that the template
 * names, or AWS does not accept a field's value as a name or an attribute.
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
      remedy: `AWS provisions no device without it and reports no error; add the field to the certificates, or remove it from provision.${howToPut(field, fields)}`,
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

/** Returns a problem for each field whose value AWS does not accept as thing type, thing group or attribute. */
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
    const remedy = `AWS accepts no other characters there and does not provision the device at all; sign certificates with another ${CERTIFICATE_FIELDS[field ?? "commonName"].type}.`;
    return [{ path, must: `have a field {${field}} that can be ${what}: ${allowed}`, got: value, remedy }];
  });
}

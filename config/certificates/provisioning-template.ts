import { CERTIFICATE_FIELDS, type CertificateField, fieldOf } from "./certificate-fields";
import type { ProvisionSettings } from "./certificates-schema";

/** Maximum length of a template body. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplate.html */
export const TEMPLATE_CHARACTERS = 10_240;

const CERTIFICATE_ID = "AWS::IoT::Certificate::Id";

/**
 * Returns the fields that a device's certificate must have: AWS does not provision a certificate that lacks a parameter of the template. The
 * common name is the thing's name.
 */
export function neededFields({ type, attributes, thingGroups }: ProvisionSettings): CertificateField[] {
  const texts = [...(type === undefined ? [] : [type]), ...Object.values(attributes), ...thingGroups];
  return [...new Set(["commonName" as const, ...texts.map(fieldOf).filter((field) => field !== undefined)])];
}

/**
 * Returns the body of a template for just-in-time provisioning. It names only the fields that it needs, and refers to the policy by name, so that
 * a change of the policy does not change the template.
 *
 * Assumption: AWS accepts `ThingPrincipalType` there. AWS's page on templates has it; the page on just-in-time provisioning does not mention it.
 * @param policyName Name of an `aws_iot_policy`; may be a Terraform reference
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html
 */
export function templateBody(provision: ProvisionSettings, policyName: string): string {
  const { type, attributes, thingGroups } = provision;
  const thing = {
    ThingName: ref("commonName"),
    ...(type === undefined ? {} : { ThingTypeName: literalOrField(type) }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : {
          AttributePayload: Object.fromEntries(
            Object.entries(attributes).map(([key, text]) => [key, literalOrField(text)]),
          ),
        }),
    ...(thingGroups.length === 0 ? {} : { ThingGroups: thingGroups.map(literalOrField) }),
  };
  const parameters = [...neededFields(provision).map((field) => CERTIFICATE_FIELDS[field].parameter), CERTIFICATE_ID];
  return JSON.stringify({
    Parameters: Object.fromEntries(parameters.map((name) => [name, { Type: "String" }])),
    Resources: {
      thing: { Type: "AWS::IoT::Thing", Properties: thing },
      certificate: {
        Type: "AWS::IoT::Certificate",
        Properties: { CertificateId: { Ref: CERTIFICATE_ID }, Status: "ACTIVE", ThingPrincipalType: "EXCLUSIVE_THING" },
      },
      policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: policyName } },
    },
  });
}

function literalOrField(text: string): string | { readonly Ref: string } {
  const field = fieldOf(text);
  return field === undefined ? text : ref(field);
}

function ref(field: CertificateField): { readonly Ref: string } {
  return { Ref: CERTIFICATE_FIELDS[field].parameter };
}

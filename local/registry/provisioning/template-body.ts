import { invalidRequest } from "../../local-errors";
import type { CertificateContent, NameField } from "../certificates/certificate-content";
import type { CertificateStatus, ThingPrincipalType } from "../records";

/**
 * Parameters that a template for just-in-time provisioning may declare, with the field of the certificate's subject
 * that fills each.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
const PARAMETERS: Readonly<Record<string, NameField | "id">> = {
  "AWS::IoT::Certificate::Country": "Country",
  "AWS::IoT::Certificate::Organization": "Organization",
  "AWS::IoT::Certificate::OrganizationalUnit": "OrganizationalUnit",
  "AWS::IoT::Certificate::DistinguishedNameQualifier": "DistinguishedNameQualifier",
  "AWS::IoT::Certificate::StateName": "State",
  "AWS::IoT::Certificate::CommonName": "CommonName",
  "AWS::IoT::Certificate::SerialNumber": "SerialNumber",
  "AWS::IoT::Certificate::Id": "id",
};

/** What provisioning does with a property of a thing that exists already (`OverrideSettings`). */
export type Override = "DO_NOTHING" | "REPLACE" | "FAIL" | "MERGE";

/** The resources that a template describes for one certificate. */
export interface ProvisioningPlan {
  readonly thing?: {
    readonly name: string;
    readonly typeName?: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly groups: readonly string[];
    readonly billingGroupName?: string;
    readonly overrides: Readonly<Record<string, Override>>;
  };
  readonly certificate: { readonly status: CertificateStatus; readonly principalType: ThingPrincipalType };
  /** Each has either a name or a document. */
  readonly policies: readonly { readonly name?: string; readonly document?: string }[];
}

/** Thrown if a certificate cannot be provisioned with its template. */
export class ProvisioningFailure extends Error {
  override readonly name = "ProvisioningFailure";

  /** @param field the missing field of the certificate's subject, if that is the cause */
  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

type Json = Readonly<Record<string, unknown>>;

interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly OverrideSettings: Json;
}

interface Body {
  readonly parameters: Readonly<Record<string, Json>>;
  readonly resources: readonly Resource[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES = ["AWS::IoT::Thing", "AWS::IoT::Certificate", "AWS::IoT::Policy"];

/**
 * Checks the body of a template against the rules of AWS's pages.
 *
 * Assumption: AWS finds the same faults when the template is created, not only when a device connects.
 * @param type the template's type; the rules that only fleet provisioning has are not checked
 * @throws AwsError `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html
 */
export function checkTemplateBody(body: string, type: "JITP" | "FLEET_PROVISIONING" = "JITP"): void {
  const { parameters, resources } = readBody(body);
  for (const { Type, Properties } of resources) {
    if (!TYPES.includes(Type))
      throw invalidRequest(`The template has a resource of type ${Type}; AWS IoT has ${TYPES.join(", ")}`);
    if (Type === "AWS::IoT::Policy" && "PolicyName" in Properties === "PolicyDocument" in Properties) {
      throw invalidRequest("Each policy of the template must have one of PolicyName and PolicyDocument");
    }
    if (Type === "AWS::IoT::Certificate" && !("CertificateId" in Properties)) {
      throw invalidRequest("The certificate of the template must be given by CertificateId");
    }
  }
  if (!resources.some(({ Type }) => Type === "AWS::IoT::Certificate")) {
    throw invalidRequest("The template must have a resource of type AWS::IoT::Certificate");
  }
  if (type !== "JITP") return;
  for (const name of Object.keys(parameters)) {
    if (PARAMETERS[name] === undefined) {
      throw invalidRequest(
        `The template declares the parameter ${name}; just-in-time provisioning has ${Object.keys(PARAMETERS).join(", ")}`,
      );
    }
  }
  for (const name of references(resources)) {
    if (parameters[name] === undefined)
      throw invalidRequest(`The template refers to ${name}, which it does not declare`);
  }
}

function readBody(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (!isObject(body) || !isObject(body.Resources) || !isObject(body.Parameters ?? {})) {
    throw invalidRequest("templateBody must be a JSON object with Parameters and Resources");
  }
  const resources = Object.entries(body.Resources).map(([name, resource]) => {
    if (!isObject(resource) || typeof resource.Type !== "string" || !isObject(resource.Properties ?? {})) {
      throw invalidRequest(`The template's resource ${name} must have a Type, and Properties as an object`);
    }
    return {
      Type: resource.Type,
      Properties: (resource.Properties ?? {}) as Json,
      OverrideSettings: isObject(resource.OverrideSettings) ? resource.OverrideSettings : {},
    };
  });
  return { parameters: (body.Parameters ?? {}) as Body["parameters"], resources };
}

/** Names of parameters in `{"Ref": name}`, at any depth of a value. */
function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return typeof value.Ref === "string" ? [value.Ref] : Object.values(value).flatMap(references);
}

/**
 * Returns the resources that a template describes for a certificate. Every declared parameter must have a value in the
 * certificate's subject, or a default value.
 *
 * Assumptions: the first of several values of a field is used; a default value is used if the certificate has none, as
 * the page on templates says, although the page on just-in-time provisioning requires values in the certificate;
 * functions such as `Fn::Join` are for fleet provisioning only; `ThingPrincipalType`, which only the page on templates
 * describes, is supported.
 * @throws ProvisioningFailure
 * @throws AwsError `InvalidRequestException` for a body that {@link checkTemplateBody} refuses
 * @example
 * planProvisioning(body, content).thing?.name; // "sensor-7", from the common name
 */
export function planProvisioning(body: string, content: CertificateContent): ProvisioningPlan {
  checkTemplateBody(body);
  const { parameters, resources } = readBody(body);
  const values = new Map<string, string>();
  for (const [name, declared] of Object.entries(parameters)) values.set(name, parameterValue(name, declared, content));
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const [key] = Object.keys(value);
    if (key === "Ref") return values.get(String(value.Ref));
    if (key?.startsWith("Fn::"))
      throw new ProvisioningFailure(`the template uses ${key}, which is for fleet provisioning only`);
    return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, resolve(inner)]));
  };
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  const [thing] = of("AWS::IoT::Thing");
  const [certificate] = of("AWS::IoT::Certificate");
  const { Status: status = "ACTIVE", ThingPrincipalType: kind } = resolve(certificate?.Properties ?? {}) as Json;
  return {
    ...(thing !== undefined && { thing: thingPlan(resolve(thing.Properties) as Json, thing.OverrideSettings) }),
    certificate: {
      status: status === "INACTIVE" ? "INACTIVE" : "ACTIVE",
      principalType: kind === "EXCLUSIVE_THING" ? "EXCLUSIVE_THING" : "NON_EXCLUSIVE_THING",
    },
    policies: of("AWS::IoT::Policy").map(({ Properties }) => {
      const { PolicyName: name, PolicyDocument: document } = resolve(Properties) as Json;
      return typeof name === "string"
        ? { name }
        : { document: typeof document === "string" ? document : JSON.stringify(document) };
    }),
  };
}

function parameterValue(name: string, declared: Json, content: CertificateContent): string {
  const field = PARAMETERS[name] as NameField | "id";
  const value = field === "id" ? content.id : content.subject(field)[0];
  if (value !== undefined && value !== "") return value;
  if (typeof declared.Default === "string") return declared.Default;
  throw new ProvisioningFailure(`the template needs ${name}, and the certificate's subject has no ${field}`, field);
}

function thingPlan(properties: Json, overrides: Json): NonNullable<ProvisioningPlan["thing"]> {
  const { ThingName: name, ThingTypeName: typeName, ThingGroups: groups = [], BillingGroup: billing } = properties;
  const attributes = isObject(properties.AttributePayload) ? properties.AttributePayload : {};
  if (typeof name !== "string" || name === "") throw new ProvisioningFailure("the template gives the thing no name");
  return {
    name,
    ...(typeof typeName === "string" && { typeName }),
    ...(typeof billing === "string" && { billingGroupName: billing }),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
    groups: (Array.isArray(groups) ? groups : [groups]).map(String),
    overrides: overrides as Readonly<Record<string, Override>>,
  };
}

/** The certificate of a client that logged in with a certificate, and the client's thing. */
export interface DeviceContext {
  /** 64 hexadecimal digits: `iot:CertificateId`. */
  readonly certificateId: string;
  /**
   * `iot:Certificate.*`, by the part after this prefix in lower case: `subject.commonname`. Fields without a value are
   * missing.
   */
  readonly certificateFields: ReadonlyMap<string, { readonly name: string; readonly values: readonly string[] }>;
  /** `iot:Connection.Thing.*`. Missing if the connection has no thing. */
  readonly thing?: {
    readonly name: string;
    readonly typeName?: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
}

const THING = "iot:connection.thing.";
const ATTRIBUTE = /^iot:connection\.thing\.attributes\[(.+)\]$/i;
const CERTIFICATE = "iot:certificate.";

/**
 * Returns the values of a condition key or policy variable about a thing or a certificate; undefined if there are none.
 *
 * If a field of a certificate has several values, its own name means the first, the name with `.1` the second and so
 * on, and the name with `.List` all of them. Assumption: attribute names of things are case-sensitive.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html
 * @example
 * deviceKeyValues(device, "iot:Connection.Thing.ThingName"); // ["sensor-7"]
 * deviceKeyValues(device, "iot:Certificate.Subject.Country.1"); // ["DE"], the second one
 */
export function deviceKeyValues(device: DeviceContext | undefined, key: string): readonly string[] | undefined {
  if (device === undefined) return undefined;
  const lower = key.toLowerCase();
  if (lower.startsWith(THING)) return thingValues(device, key, lower.slice(THING.length));
  if (lower === "iot:certificateid") return [device.certificateId];
  return lower.startsWith(CERTIFICATE) ? certificateValues(device, lower.slice(CERTIFICATE.length)) : undefined;
}

function thingValues({ thing }: DeviceContext, key: string, rest: string): readonly string[] | undefined {
  if (rest === "isattached") return [String(thing !== undefined)];
  if (thing === undefined) return undefined;
  if (rest === "thingname") return [thing.name];
  if (rest === "thingtypename") return listOf(thing.typeName);
  const [, attribute] = ATTRIBUTE.exec(key) ?? [];
  return attribute !== undefined && Object.hasOwn(thing.attributes, attribute)
    ? listOf(thing.attributes[attribute])
    : undefined;
}

const listOf = (value: string | undefined) => (value === undefined ? undefined : [value]);

function certificateValues({ certificateFields: fields }: DeviceContext, rest: string): readonly string[] | undefined {
  if (rest === "availablekeys") return [...fields.values()].map(({ name }) => name);
  const field = fields.get(rest);
  if (field !== undefined) return field.values.slice(0, 1);
  const [, name = "", part = ""] = /^(.+)\.(list|\d+)$/.exec(rest) ?? [];
  const values = fields.get(name)?.values;
  if (values === undefined || part === "list") return values;
  return listOf(values[Number(part)]);
}

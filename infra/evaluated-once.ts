import { evaluated } from "./addresses";

/**
 * Local values for resources with many instances. Terraform evaluates `for_each`, and each reference to a resource that has `for_each`, once
 * more for every instance, with all that belongs to the other instances: twice as many take four times as long. A local value it evaluates
 * once. So what instances are made from stands in a local value, `for_each` has nothing but the keys, and what instances of one resource
 * refer to in another one is collected in a local value first.
 * @see https://developer.hashicorp.com/terraform/language/values/locals
 */
export interface EvaluatedOnce {
  /** Local value that the instances are made from, by key. */
  readonly values: string;
  /** Local value for `for_each`: a map of each key to itself, of texts alone, since Terraform copies it for every instance. */
  readonly keys: string;
}

/**
 * Names of the local values of a resource with many instances.
 * @example evaluatedOnce("device_things") // { values: "device_things", keys: "device_things_keys" }
 */
export const evaluatedOnce = (values: string): EvaluatedOnce => ({ values, keys: `${values}_keys` });

/** Value of a local value that has the keys of another one. */
export const keysOf = (local: string): string => evaluated(`tomap({ for key, value in local.${local} : key => key })`);

/**
 * Value of a local value that has an attribute of each instance of a resource, by key.
 * @example attributeByKey("aws_iot_certificate.device", "arn")
 */
export const attributeByKey = (address: string, attribute: string): string =>
  evaluated(`{ for key, one in ${address} : key => one.${attribute} }`);

const LOCAL = /^\$\{local\.(\w+)\}$/;
const KEYS = /^\$\{tomap\(\{ for key, value in local\.(\w+) : key => key \}\)\}$/;
const ATTRIBUTE = /^\$\{\{ for key, one in ([a-z0-9_]+\.\w+) : key => one\.(\w+) \}\}$/;

/**
 * The keys that a synthesized `for_each` stands for.
 * @param forEach `${local.device_things_keys}`
 * @param locals The stack's local values
 * @returns `undefined` where it is none that {@link keysOf} wrote
 */
export function readKeys(forEach: unknown, locals: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const name = LOCAL.exec(String(forEach))?.[1];
  const source = name === undefined ? undefined : KEYS.exec(String(locals[name]))?.[1];
  const values = source === undefined ? undefined : locals[source];
  return typeof values === "object" && values !== null ? Object.keys(values) : undefined;
}

/**
 * Reads what {@link attributeByKey} wrote.
 * @returns `undefined` for anything else
 */
export function readAttributeByKey(
  value: unknown,
): { readonly address: string; readonly attribute: string } | undefined {
  const [, address, attribute] = ATTRIBUTE.exec(String(value)) ?? [];
  return address === undefined || attribute === undefined ? undefined : { address, attribute };
}

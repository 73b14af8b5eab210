import { evaluated } from "./addresses";

/**
 * Local values for resources with many instances. Terraform evaluates `for_each`, and each reference to a resource that
 * has `for_each`, again for every instance, together with all other instances: twice as many instances take four times
 * as long. It evaluates a local value only once. So the instances' settings are in a local value, `for_each` has only
 * the keys, and the attributes of another resource that instances refer to are first collected in a local value.
 * @see https://developer.hashicorp.com/terraform/language/values/locals
 */
export interface EvaluatedOnce {
  /** Local value with the instances' settings, by key. */
  readonly values: string;
  /**
   * Local value for `for_each`: a map of each key to itself, which has only texts, since Terraform copies it for every
   * instance.
   */
  readonly keys: string;
}

/**
 * Names of the local values of a resource with many instances.
 * @example evaluatedOnce("device_things") // { values: "device_things", keys: "device_things_keys" }
 */
export const evaluatedOnce = (values: string): EvaluatedOnce => ({ values, keys: `${values}_keys` });

/** Expression for a local value with the keys of another local value. */
export const keysOf = (local: string): string => evaluated(`tomap({ for key, value in local.${local} : key => key })`);

/**
 * Expression for a local value with an attribute of each instance of a resource, by key.
 * @example attributeByKey("aws_iot_certificate.device", "arn")
 */
export const attributeByKey = (address: string, attribute: string): string =>
  evaluated(`{ for key, one in ${address} : key => one.${attribute} }`);

const LOCAL = /^\$\{local\.(\w+)\}$/;
const KEYS = /^\$\{tomap\(\{ for key, value in local\.(\w+) : key => key \}\)\}$/;
const ATTRIBUTE = /^\$\{\{ for key, one in ([a-z0-9_]+\.\w+) : key => one\.(\w+) \}\}$/;

/**
 * Reads the keys of a synthesized `for_each`.
 * @param forEach `${local.device_things_keys}`
 * @param locals The stack's local values
 * @returns `undefined` if {@link keysOf} did not write it
 */
export function readKeys(forEach: unknown, locals: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const name = LOCAL.exec(String(forEach))?.[1];
  const source = name === undefined ? undefined : KEYS.exec(String(locals[name]))?.[1];
  const values = source === undefined ? undefined : locals[source];
  return typeof values === "object" && values !== null ? Object.keys(values) : undefined;
}

/**
 * Reads an expression of {@link attributeByKey}.
 * @returns `undefined` for anything else
 */
export function readAttributeByKey(
  value: unknown,
): { readonly address: string; readonly attribute: string } | undefined {
  const [, address, attribute] = ATTRIBUTE.exec(String(value)) ?? [];
  return address === undefined || attribute === undefined ? undefined : { address, attribute };
}

import { z } from "zod";
import { unpackRule } from "../../config/schema";
import { ANY_NAME } from "./docstrings";

/** What a schema itself says about a setting. */
export interface Setting {
  /** `authorizer.name`, `groups.<name>.publish`. */
  readonly path: string;
  /** The type of its value, in words. */
  readonly type: string;
  readonly required: boolean;
  /** The schema's default value, if it has one. */
  readonly default?: unknown;
  /** The rule, continuing "must". */
  readonly must?: string;
  /** What to do instead of breaking the rule: often an example. */
  readonly remedy?: string;
  /** The alternative to which the setting belongs, such as `type: "s3"`; absent if it belongs to all. */
  readonly only?: string;
}

/**
 * Lists every setting of a schema; the settings of a nested object follow the object.
 * @throws {Error} if the schema contains a kind of type that this function does not know
 * @example describeSettings(stackSchema)
 */
export function describeSettings(schema: z.ZodType, prefix = "", only?: string): Setting[] {
  const { inner } = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, value]) =>
      describeSetting(value, prefix + key, only),
    );
  }
  if (inner instanceof z.ZodRecord) {
    const values = inner.valueType as z.ZodType;
    return isNested(values) ? describeSettings(values, `${prefix}${ANY_NAME}.`, only) : [];
  }
  if (inner instanceof z.ZodDiscriminatedUnion) return describeAlternatives(inner, prefix);
  return [];
}

function describeSetting(schema: z.ZodType, path: string, only?: string): Setting[] {
  const { inner, required, value } = unwrap(schema);
  const rule = unpackRule(inner.safeParse(Symbol("wrong on purpose")).error?.issues[0]?.message ?? "");
  const setting: Setting = {
    path,
    type: typeOf(inner),
    required,
    ...(value === undefined ? {} : { default: value }),
    ...(rule ? { must: rule.must, remedy: rule.remedy } : {}),
    ...(only ? { only } : {}),
  };
  return [setting, ...describeSettings(inner, `${path}.`, only)];
}

/** The discriminator of the alternatives, followed by the settings of each alternative. */
function describeAlternatives(union: z.ZodDiscriminatedUnion, prefix: string): Setting[] {
  const key = union.def.discriminator;
  const options = union.options as unknown as z.ZodObject[];
  const nameOf = (option: z.ZodObject) => typeOf(unwrap(option.shape[key] as z.ZodType).inner);
  // The alternative whose discriminator is optional is the default.
  const usual = options.map((option) => unwrap(option.shape[key] as z.ZodType)).find(({ required }) => !required);
  const choice = {
    path: prefix + key,
    type: options.map(nameOf).join(" or "),
    required: usual === undefined,
    ...(usual?.value === undefined ? {} : { default: usual.value }),
  };
  const rest = options.flatMap((option) =>
    describeSettings(z.object(withoutKey(option.shape, key)), prefix, `${key}: ${nameOf(option)}`),
  );
  return [choice, ...rest];
}

function withoutKey(shape: z.core.$ZodLooseShape, key: string): z.core.$ZodLooseShape {
  return Object.fromEntries(Object.entries(shape).filter(([name]) => name !== key));
}

function unwrap(schema: z.ZodType): { inner: z.ZodType; required: boolean; value?: unknown } {
  let [inner, required, value]: [z.ZodType, boolean, unknown] = [schema, true, undefined];
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    if (!(inner instanceof z.ZodOptional)) value ??= inner.def.defaultValue;
    required = false;
    inner = inner.def.innerType as z.ZodType;
  }
  return { inner, required, value };
}

const isNested = (schema: z.ZodType) => describeSettings(schema).length > 0;

function typeOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodNumber) return rangeOf(schema);
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values]);
  if (schema instanceof z.ZodEnum) return oneOf(schema.options);
  if (schema instanceof z.ZodArray) return `list of ${typeOf(unwrap(schema.element as z.ZodType).inner)}`;
  if (schema instanceof z.ZodObject || schema instanceof z.ZodDiscriminatedUnion) return "object";
  if (schema instanceof z.ZodRecord) return `object of ${typeOf(unwrap(schema.valueType as z.ZodType).inner)} by name`;
  if (schema instanceof z.ZodUnion) {
    const types = schema.options.map((option) => typeOf(unwrap(option as z.ZodType).inner));
    return types.length > 3 ? `one of ${types.join(", ")}` : types.join(" or ");
  }
  throw new Error(`Cannot describe a setting of the kind ${schema.def.type}. Add it to typeOf.`);
}

const oneOf = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(" or ");

function rangeOf({ minValue, maxValue }: z.ZodNumber): string {
  return `whole number, ${minValue?.toLocaleString("en-US")} to ${maxValue?.toLocaleString("en-US")}`;
}

import { z } from "zod";
import { isObject } from "./merge";

/**
 * The settings a schema knows at a path, for suggesting the nearest one.
 * @param value What stands where the schema applies: of several alternatives, it says which one is meant
 */
export function knownSettings(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const [key, ...rest] = path;
  const inner = unwrap(schema);
  const below = isObject(value) ? value[key as string] : undefined;
  if (inner instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(inner.shape);
    const next = (inner.shape as Record<PropertyKey, z.ZodType>)[key];
    return next ? knownSettings(next, rest, below) : [];
  }
  if (inner instanceof z.ZodRecord && key !== undefined)
    return knownSettings(inner.valueType as z.ZodType, rest, below);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const options = inner.options.filter((option) => isMeant(option as z.ZodObject, inner.def.discriminator, value));
    return [...new Set(options.flatMap((option) => knownSettings(option as z.ZodType, path, value)))];
  }
  return [];
}

function isMeant(option: z.ZodObject, discriminator: string, value: unknown): boolean {
  return option.shape[discriminator].safeParse(isObject(value) ? value[discriminator] : undefined).success;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.def.innerType as z.ZodType;
  }
  return inner;
}

import { z } from "zod";

/** The settings a schema knows at a path, for suggesting the nearest one. */
export function knownSettings(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [key, ...rest] = path;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(inner.shape);
    const next = (inner.shape as Record<PropertyKey, z.ZodType>)[key];
    return next ? knownSettings(next, rest) : [];
  }
  if (inner instanceof z.ZodRecord && key !== undefined) return knownSettings(inner.valueType as z.ZodType, rest);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(inner.options.flatMap((option) => knownSettings(option as z.ZodType, path)))];
  }
  return [];
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.def.innerType as z.ZodType;
  }
  return inner;
}

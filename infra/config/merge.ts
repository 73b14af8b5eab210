/**
 * What a stage sets, over what stands above it: objects are merged, everything else (lists too) is replaced.
 * @example mergeSettings({ function: { memorySize: 256 } }, { function: { architecture: "x86_64" } })
 */
export function mergeSettings(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isObject(base) || !isObject(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = mergeSettings(base[key], value);
  return merged;
}

/** Whether a value is a plain object with settings in it. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Settings that have a `type`, such as `store`, each with the type that applies if none is given (`undefined`: there is no default). The settings
 * of one type have no meaning for another type.
 */
const ALTERNATIVES: Readonly<Record<string, string | undefined>> = { backend: undefined, store: "bundled" };

/**
 * Merges a stage's settings into those above the stages: objects are merged, all other values, lists included, are replaced. A backend or store of
 * another type replaces the whole backend or store above the stages.
 * @example mergeStage({ function: { memorySize: 256 } }, { function: { architecture: "x86_64" } })
 */
export function mergeStage(base: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(own)) {
    merged[key] = areOfTwoTypes(key, base[key], value) ? value : merge(base[key], value);
  }
  return merged;
}

function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isObject(base) || !isObject(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

function areOfTwoTypes(key: string, base: unknown, own: unknown): boolean {
  if (!Object.hasOwn(ALTERNATIVES, key) || !isObject(base) || !isObject(own) || own.type === undefined) return false;
  const { type = ALTERNATIVES[key] } = base;
  return type !== undefined && type !== own.type;
}

/** Whether a value is an object with settings, not a list or `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

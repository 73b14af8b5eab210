import { z } from "zod";
import { hide, type Problem, writePath } from "../problem";
import { isObject } from "../stages/merge-settings";
import { didYouMean } from "../text/nearest-name";
import { unpackRule } from "./setting-fields";

type Issue = z.core.$ZodIssue;

/**
 * Converts zod's issues to problems in this project's words.
 * @param keysAt Returns the known settings at a path, to suggest the nearest one for an unknown setting
 */
export function explainIssues(
  issues: readonly Issue[],
  input: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Problem[] {
  return issues
    .filter((issue, index) => !isSaid(issue, issues.slice(0, index)))
    .flatMap((issue) => explainIssue(issue, input, keysAt));
}

/** Whether an earlier issue already reports the wrong type at the same path. zod reports the length of a string that should be a list too. */
function isSaid(issue: Issue, earlier: readonly Issue[]): boolean {
  const place = writePath(issue.path);
  return earlier.some(({ code, path }) => code === "invalid_type" && writePath(path) === place);
}

function explainIssue(
  issue: Issue,
  input: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: writePath([...issue.path, key]),
      must: "be a known setting",
      got: key,
      remedy: didYouMean(key, keysAt(issue.path)),
    }));
  }
  const path = pathOf(issue);
  const { must, remedy, hidden } = unpackRule(ruleOf(issue)) ?? {
    must: plainRule(issue),
    remedy: "See docs/configuration.md.",
  };
  const value = issue.code === "invalid_key" ? path.at(-1) : valueAt(input, path);
  return [{ path: writePath(path) || "configuration", must, got: hidden ? hide(value) : value, remedy }];
}

/** Returns the path to report. For alternatives, zod's path is the discriminator; the object that contains it is reported. */
function pathOf(issue: Issue): readonly PropertyKey[] {
  return issue.code === "invalid_union" && issue.discriminator ? issue.path.slice(0, -1) : issue.path;
}

/** Returns the packed rule of an issue. For a key that breaks its rule, it is in an inner issue. */
function ruleOf(issue: Issue): string {
  return (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message;
}

function plainRule(issue: Issue): string {
  if (issue.code === "invalid_type") return `be ${article(issue.expected)}`;
  return `be valid (${issue.message})`;
}

function article(type: string): string {
  if (type === "record") return "an object";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

/**
 * Returns the settings that a schema has at a path, to suggest the nearest one.
 * @param value The value that the schema applies to, which selects one of several alternatives
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

import type { z } from "zod";
import { unpackRule } from "./fields";
import { didYouMean } from "./nearest";
import { type Problem, writePath } from "./problem";

type Issue = z.core.$ZodIssue;

/**
 * zod's issues as problems in this project's words.
 * @param keysAt The settings known at a path, to suggest the nearest for an unknown one.
 */
export function explainIssues(
  issues: readonly Issue[],
  input: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Problem[] {
  return issues.flatMap((issue) => explainIssue(issue, input, keysAt));
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
  const rule = unpackRule(issue.message) ?? { must: plainRule(issue), remedy: "See docs/configuration.md." };
  return [{ path: writePath(issue.path) || "configuration", ...rule, got: valueAt(input, issue.path) }];
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

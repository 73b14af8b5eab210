import { type Problem, writePath } from "../problem";

/** Beginning of an expression that Terraform evaluates in a string, or of a token of CDKTF. */
const EVALUATED = /[$%]\{|\{TfToken\[/;
const MUST = "hold no ${, %{ or {TfToken[";
const REMEDY =
  "Terraform or CDKTF would evaluate it, and could put a file of this computer into the plan; write the value itself.";

/**
 * Returns the problems of texts in settings that Terraform would evaluate. All texts and keys are checked, so that no setting is forgotten. Such
 * texts are refused and not escaped, because Terraform reads a backend's settings literally, while OpenTofu evaluates them.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#string-interpolation
 * @example terraformTextProblems({ profile: '${file("/etc/passwd")}' })[0].path // "profile"
 */
export function terraformTextProblems(settings: unknown): Problem[] {
  const seen = new Set<unknown>();
  const search = (value: unknown, path: readonly PropertyKey[]): Problem[] => {
    if (typeof value === "string") {
      return EVALUATED.test(value) ? [{ path: writePath(path), must: MUST, got: value, remedy: REMEDY }] : [];
    }
    // The schema reports a value that contains itself.
    if (typeof value !== "object" || value === null || seen.has(value)) return [];
    seen.add(value);
    const isList = Array.isArray(value);
    return Object.entries(value).flatMap(([key, inner]) => {
      const place = [...path, isList ? Number(key) : key];
      const inKey = EVALUATED.test(key) ? [{ path: writePath(place), must: MUST, got: key, remedy: REMEDY }] : [];
      return [...inKey, ...search(inner, place)];
    });
  };
  return search(settings, []);
}

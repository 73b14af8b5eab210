import { type Problem, writePath } from "../problem";

/** What Terraform evaluates in a string, and how CDKTF marks its own values in one before they are written out. */
const EVALUATED = /[$%]\{|\{TfToken\[/;
const MUST = "hold no ${, %{ or {TfToken[";
const REMEDY =
  "Terraform or CDKTF would evaluate it, and could put a file of this computer into the plan; write the value itself.";

/**
 * Texts in settings that Terraform would evaluate instead of taking them as they are. Asked of every text and key at
 * once, so that no setting can be forgotten. They are refused and not escaped, because a backend is told literally by
 * Terraform and evaluated by OpenTofu.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#string-interpolation
 * @example terraformTextProblems({ profile: '${file("/etc/passwd")}' })[0].path // "profile"
 */
export function terraformTextProblems(settings: unknown): Problem[] {
  const seen = new Set<unknown>();
  const search = (value: unknown, path: readonly PropertyKey[]): Problem[] => {
    if (typeof value === "string") {
      return EVALUATED.test(value) ? [{ path: writePath(path), must: MUST, got: value, remedy: REMEDY }] : [];
    }
    // A value that contains itself is for the schema to refuse.
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

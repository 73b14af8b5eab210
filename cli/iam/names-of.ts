import { ConfigurationError } from "../../config/problem";

/** AWS's rules for names of authorizers and tables, by the option that takes the name. */
const NAMES = {
  "--formerly": {
    pattern: /^[\w=,@-]{1,128}$/,
    must: "be the name of an authorizer: 1 to 128 of A-Z a-z 0-9 _ = , @ -",
  },
  "--former-table": {
    pattern: /^[A-Za-z0-9_.-]{3,255}$/,
    must: "be the name of a table: 3 to 255 of A-Z a-z 0-9 _ . -",
  },
} as const;

/**
 * Checks names that are written into a policy unchanged, and returns them.
 * @throws {ConfigurationError} if a name breaks AWS's rules: a `*` would open the policy to every resource of its kind
 */
export function namesOf(option: keyof typeof NAMES, given: readonly string[] = []): readonly string[] {
  const { pattern, must } = NAMES[option];
  const wrong = given.filter((name) => !pattern.test(name));
  if (wrong.length === 0) return given;
  const remedy = "Write the name as AWS shows it, without wildcards.";
  throw new ConfigurationError(wrong.map((got) => ({ path: option, must, got, remedy })));
}

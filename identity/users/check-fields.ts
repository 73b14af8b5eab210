import type { Problem } from "../../config/problem";
import { explainIssues } from "../../config/schema";
import { type User, userSchema } from "./users-schema";

const fieldsSchema = userSchema.partial();

/**
 * What is wrong with some of a user's fields, before the user exists.
 * @param pathOf What messages call a field: `--note` for `note`
 * @example checkUserFields({ name: "a/b" }, () => "NAME")
 */
export function checkUserFields(fields: Partial<User>, pathOf: (field: string) => string): Problem[] {
  const result = fieldsSchema.safeParse(fields);
  if (result.success) return [];
  return explainIssues(result.error.issues, fields, () => Object.keys(userSchema.shape)).map((problem) => ({
    ...problem,
    path: pathOf(problem.path),
  }));
}

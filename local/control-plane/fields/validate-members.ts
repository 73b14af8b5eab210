import type { z } from "zod";
import { invalidRequest } from "../../local-errors";

/**
 * Reads a request's members with a schema. As in AWS, unknown members are ignored and `null` is the same as missing.
 * The message never contains values: they may be passwords and tokens.
 *
 * @throws AwsError `InvalidRequestException` with every member that is wrong
 * @example
 * validate(z.object({ authorizerName }), { authorizerName: "a b" });
 * // 1 validation error detected: Value at 'authorizerName' failed to satisfy constraint: Member must satisfy …
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  members: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
  const result = schema.safeParse(given);
  if (result.success) {
    return result.data;
  }
  const errors = result.error.issues.map((issue) => {
    const at = issue.path.map(String).join(".");
    const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return `Value at '${at}' failed to satisfy constraint: ${message}`;
  });
  const count = errors.length === 1 ? "1 validation error" : `${errors.length} validation errors`;
  throw invalidRequest(`${count} detected: ${errors.join("; ")}`);
}

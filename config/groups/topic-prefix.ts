import { ConfigurationError } from "../problem";

/**
 * Checks the prefix given to a ready-made group and takes a trailing slash off.
 * @throws {ConfigurationError} if it is no text, is empty or holds a wildcard
 */
export function topicPrefix(prefix: unknown, caller: string): string {
  const trimmed = typeof prefix === "string" ? prefix.replace(/\/+$/, "") : "";
  if (trimmed === "" || /[+#*?$]/.test(trimmed)) {
    throw new ConfigurationError([
      {
        path: `${caller}.prefix`,
        must: "be a topic without wildcards",
        got: prefix,
        remedy: 'Write it like "star/cloudprnt".',
      },
    ]);
  }
  return trimmed;
}

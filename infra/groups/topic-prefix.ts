/**
 * Checks the prefix given to a ready-made group and takes a trailing slash off.
 * @throws {TypeError} if it is empty or holds a wildcard
 */
export function topicPrefix(prefix: string, caller: string): string {
  const trimmed = prefix.replace(/\/+$/, "");
  if (trimmed === "" || /[+#*?$]/.test(trimmed)) {
    throw new TypeError(
      `\`${caller}.prefix\` must be a topic without wildcards, got: ${JSON.stringify(prefix)}. Write it like "star/cloudprnt".`,
    );
  }
  return trimmed;
}

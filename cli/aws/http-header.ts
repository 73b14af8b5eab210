import { InvalidArgumentError } from "commander";

/**
 * Collects HTTP headers, one an option.
 * @throws {InvalidArgumentError} unless it is a name and a value
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.1
 * @example parseHeader("X-Api: 1", { Host: "x" }) // { Host: "x", "X-Api": "1" }
 */
export function parseHeader(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]+)$/.exec(text) ?? [];
  // The value is not repeated: it may be a token.
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Write it like: X-Api-Version: 1");
  return { ...before, [name]: value };
}

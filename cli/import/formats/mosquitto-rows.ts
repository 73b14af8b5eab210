import { Described } from "../../../config/problem";
import { checkSecret } from "../../../identity/users";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";

/** Characters that mosquitto removes around a name and a hash: those of C's `isspace`. */
const BLANKS = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

/**
 * Reads the rows of a password file of `mosquitto_passwd` as mosquitto itself reads it (measured with 2.0.11): a line `name:hash` for each user,
 * with spaces around both. Lines without a colon, and the text after a second colon, are left out with a note. PBKDF2-SHA512 hashes
 * (`$7$iterations$salt$hash`, mosquitto's default since 2.0) are kept; other hashes cannot be kept.
 * @param label Name of the file in messages
 * @see https://mosquitto.org/man/mosquitto_passwd-1.html
 */
export function mosquittoRows(text: string, label: string): ParsedImport {
  const lines = text.split("\n").map((content, index) => ({ content, line: index + 1 }));
  const used = lines.filter(({ content }) => trim(content) !== "" && !isComment(content));
  const bad = used.filter(({ content }) => !content.includes(":"));
  const good = used.filter(({ content }) => content.includes(":")).map(({ content, line }) => toRow(content, line));
  const cut = good.filter(({ rest }) => rest).map(({ row }) => row.line);
  if (good.length === 0 && bad.length > 0) {
    const got = new Described(`${bad.length} lines without a colon (not shown)`);
    const remedy = "mosquitto_passwd writes such lines.";
    return { rows: [], problems: [{ path: label, must: "hold lines with a name, a colon and a hash", got, remedy }] };
  }
  return {
    rows: good.map(({ row }) => row),
    problems: [],
    notes: [
      ...bad.map(({ line }) => `${placeOf(label, line)}: has no colon, so it is left out, as mosquitto does.`),
      ...cut.map((line) => `${placeOf(label, line)}: what follows the second colon is left out, as mosquitto does.`),
    ],
  };
}

function trim(text: string): string {
  return text.replace(BLANKS, "");
}

/** Whether mosquitto reads a line as a comment: `#` is its first character, or follows spaces in a line without a colon. */
function isComment(content: string): boolean {
  return content.startsWith("#") || (trim(content).startsWith("#") && !content.includes(":"));
}

/** Splits a line at its colons. @returns The row, and whether there is text after the hash */
function toRow(content: string, line: number): { row: ImportRow; rest: boolean } {
  // mosquitto ignores colons at the beginning, and reads several as one (C's `strtok`).
  const [name = "", hash = "", ...rest] = content.replace(/^:+/, "").split(/:+/).map(trim);
  return { row: { line, fields: { name }, ...secretsOf(hash) }, rest: rest.some((text) => text !== "") };
}

function secretsOf(hash: string): Pick<ImportRow, "secrets" | "lostHash"> {
  const [, iterations, salt, digest] = /^\$7\$(\d+)\$([^$]+?)=*\$([^$]+?)=*$/.exec(hash) ?? [];
  if (iterations === undefined) return { lostHash: describeHash(hash) };
  const stored = `$pbkdf2-sha512$i=${iterations}$${salt}$${digest}`;
  const check = checkSecret(stored);
  return check.ok ? { secrets: [stored] } : { lostHash: "a PBKDF2 hash that is damaged or has too many iterations" };
}

function describeHash(hash: string): string {
  if (hash === "") return "nothing";
  if (hash.startsWith("$6$")) return "a salted SHA-512 hash";
  if (hash.startsWith("$argon2")) return "an argon2 hash";
  return "something other than a PBKDF2 hash";
}

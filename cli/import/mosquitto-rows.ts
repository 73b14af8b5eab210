import { Described } from "../../infra/config/problem";
import { checkSecret } from "../../infra/users/check-secret";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";

/**
 * Rows of a password file written by `mosquitto_passwd`: a line `name:hash` for each user. PBKDF2-SHA512 hashes
 * (`$7$iterations$salt$hash`, mosquitto's default since 2.0) are kept; others cannot be.
 * @param label What messages call the file
 * @see https://mosquitto.org/man/mosquitto_passwd-1.html
 */
export function mosquittoRows(text: string, label: string): ParsedImport {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content, line: index + 1 }));
  const used = lines.filter(({ content }) => content.trim() !== "" && !content.startsWith("#"));
  const bad = used.filter(({ content }) => !content.includes(":"));
  return {
    rows: used.filter(({ content }) => content.includes(":")).map(({ content, line }) => toRow(content, line)),
    problems: bad.map(({ content, line }) => ({
      path: placeOf(label, line),
      must: "hold a name, a colon and a hash",
      got: new Described(`${content.length} characters without a colon (not shown)`),
      remedy: "mosquitto_passwd writes such lines.",
    })),
  };
}

function toRow(content: string, line: number): ImportRow {
  const colon = content.indexOf(":");
  const [fields, hash] = [{ name: content.slice(0, colon) }, content.slice(colon + 1)];
  const [, iterations, salt, digest] = /^\$7\$(\d+)\$([^$]+?)=*\$([^$]+?)=*$/.exec(hash) ?? [];
  if (iterations === undefined) return { line, fields, lostHash: describeHash(hash) };
  const stored = `$pbkdf2-sha512$i=${iterations}$${salt}$${digest}`;
  const check = checkSecret(stored);
  return check.ok
    ? { line, fields, secrets: [stored] }
    : { line, fields, lostHash: "a PBKDF2 hash that is damaged or has too many iterations" };
}

function describeHash(hash: string): string {
  if (hash.startsWith("$6$")) return "a salted SHA-512 hash";
  if (hash.startsWith("$argon2")) return "an argon2 hash";
  return "something that is no PBKDF2 hash";
}

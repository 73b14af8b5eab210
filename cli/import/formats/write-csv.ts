/** How a cell begins that a spreadsheet runs as a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = "[=+\\-@\\t\\r\uFF1D\uFF0B\uFF0D\uFF20]";
/** Where a cell begins: at the field's own beginning, and wherever a spreadsheet with another delimiter ends the one before. */
const CELL = "(?<=^|[;\\t\\r\\n])";

const TO_DEFUSE = new RegExp(`${CELL}(?='*${FORMULA})`, "g");
const DEFUSED = new RegExp(`${CELL}'(?='*${FORMULA})`, "g");

/**
 * A field of a CSV file that no spreadsheet runs: with an apostrophe before whatever could begin a formula.
 * @example defused("=HYPERLINK(\"…\")") // "'=HYPERLINK(\"…\")"
 */
export function defused(field: string): string {
  return field.replace(TO_DEFUSE, "'");
}

/** The field that {@link defused} was given. */
export function withoutDefusing(field: string): string {
  return field.replace(DEFUSED, "");
}

/**
 * A CSV text (RFC 4180, but with plain newlines) without the last newline. No field of it is a formula for a spreadsheet; `users import`
 * reads every field as it was.
 * @example writeCsv(["name", "note"], [["a", 'says "hi"']]) // 'name,note\na,"says ""hi"""'
 */
export function writeCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((row) => row.map((field) => quote(defused(field))).join(",")).join("\n");
}

function quote(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** First characters of a cell that a spreadsheet runs as a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = "[=+\\-@\\t\\r\uFF1D\uFF0B\uFF0D\uFF20]";
/** Where a cell can begin: at the beginning of the field, and after each character that a spreadsheet may read as a delimiter. */
const CELL = "(?<=^|[;\\t\\r\\n])";

const TO_DEFUSE = new RegExp(`${CELL}(?='*${FORMULA})`, "g");
const DEFUSED = new RegExp(`${CELL}'(?='*${FORMULA})`, "g");

/**
 * Makes a field of a CSV file harmless for spreadsheets: adds an apostrophe before each place that could begin a formula.
 * @example defused("=HYPERLINK(\"…\")") // "'=HYPERLINK(\"…\")"
 */
export function defused(field: string): string {
  return field.replace(TO_DEFUSE, "'");
}

/** Returns the field that was given to {@link defused}. */
export function withoutDefusing(field: string): string {
  return field.replace(DEFUSED, "");
}

/**
 * Writes a CSV text (RFC 4180, but with \n) without the last newline. Spreadsheets run no field of it as a formula; `users import` reads the
 * original fields.
 * @example writeCsv(["name", "note"], [["a", 'says "hi"']]) // 'name,note\na,"says ""hi"""'
 */
export function writeCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((row) => row.map((field) => quote(defused(field))).join(",")).join("\n");
}

function quote(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

import { defused } from "./defuse";

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

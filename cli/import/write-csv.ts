/**
 * A CSV text (RFC 4180, but with plain newlines) without the last newline.
 * @example writeCsv(["name", "note"], [["a", 'says "hi"']]) // 'name,note\na,"says ""hi"""'
 */
export function writeCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((row) => row.map(quote).join(",")).join("\n");
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

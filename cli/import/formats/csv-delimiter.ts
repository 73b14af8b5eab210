/** What separates the fields of CSV files that spreadsheets write: a comma, a semicolon where the comma is the decimal sign, a tab. */
const DELIMITERS = [",", ";", "\t"] as const;

/** A first line for Excel that says what the delimiter is. It is no record. */
const SEP = /^"?sep=(.)"?[ \t]*(?=\r|\n|$)/i;

/**
 * What separates the fields of a CSV text: what its line `sep=` says, or the one that separates most of the known columns in the first line
 * that is not empty.
 * @returns The delimiter, and the text with the line `sep=` emptied, so that lines keep their numbers
 * @example detectDelimiter("name;group\na;b", ["name", "group"]).delimiter // ";"
 */
export function detectDelimiter(text: string, columns: readonly string[]): { delimiter: string; body: string } {
  const [line = "", delimiter] = SEP.exec(text) ?? [];
  if (delimiter !== undefined && delimiter !== '"') return { delimiter, body: text.slice(line.length) };
  const header = /[^\r\n]*\w[^\r\n]*/.exec(text)?.[0] ?? "";
  const known = columns.map((column) => column.toLowerCase());
  const score = (candidate: string) =>
    header.split(candidate).filter((name) => known.includes(name.replace(/["\s]/g, "").toLowerCase())).length;
  const best = DELIMITERS.reduce((a, b) => (score(b) > score(a) ? b : a));
  return { delimiter: best, body: text };
}

/** One record of a CSV text. */
export interface CsvRecord {
  /** Where it begins, counted from 1; quoted fields may span lines. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Whether its last quoted field never ends. */
  readonly unterminated: boolean;
}

/** A field, quoted or not, and what follows it: a comma, the end of the line, or the end of the text. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)("?)|([^,\r\n]*))(,|\r?\n|\r|$)/y;

/**
 * Takes a CSV text apart (RFC 4180): quoted fields, doubled quotes, any kind of newline. Empty lines are left out.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @example parseCsv('name,note\na,"x, y"') // fields ["name", "note"] on line 1, ["a", "x, y"] on line 2
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [line, start] = [1, 1];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length || fields.length > 0) {
    const match = FIELD.exec(text);
    if (!match) return [...records, { line: start, fields, unterminated: true }];
    const [whole, quoted, closing, plain = "", end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    const unterminated = quoted !== undefined && closing === "";
    line += countNewlines(whole);
    if (end === "," && !unterminated) continue;
    if (fields.length > 1 || fields[0] !== "") records.push({ line: start, fields, unterminated });
    fields = [];
    start = line;
  }
  return records;
}

function countNewlines(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

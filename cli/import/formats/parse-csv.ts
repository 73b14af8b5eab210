import { CsvError, parse } from "csv-parse/sync";

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

/** One record of a CSV text. */
export interface CsvRecord {
  /** Where it begins, counted from 1; quoted fields may span lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where a text is no CSV. */
export interface CsvMistake {
  /** Where its record begins, counted from 1. */
  readonly line: number;
  /** Its field, counted from 0. */
  readonly field: number;
  readonly kind: "quote-in-field" | "text-after-quote" | "quote-not-closed";
}

/** A CSV text, taken apart. */
export interface Csv {
  /** Those that are in order. */
  readonly records: readonly CsvRecord[];
  readonly mistakes: readonly CsvMistake[];
}

const KINDS: Readonly<Record<string, CsvMistake["kind"]>> = {
  INVALID_OPENING_QUOTE: "quote-in-field",
  CSV_INVALID_CLOSING_QUOTE: "text-after-quote",
  CSV_QUOTE_NOT_CLOSED: "quote-not-closed",
};

/**
 * Takes a CSV text apart (RFC 4180, with any delimiter and any kind of newline). Records of nothing but blanks, as spreadsheets write them
 * for empty rows, are left out.
 * @example parseCsv('name,note\na,"x, y"', ",").records // fields ["name", "note"] on line 1, ["a", "x, y"] on line 2
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://csv.js.org/parse/options/
 */
export function parseCsv(text: string, delimiter: string): Csv {
  const bytes = Buffer.from(text);
  const starts = lineStarts(bytes);
  const records: CsvRecord[] = [];
  const mistakes: CsvMistake[] = [];
  for (let first: number | undefined = 1; first !== undefined; ) {
    const { found, mistake } = parseFrom(bytes.subarray(starts[first - 1]), delimiter, first);
    records.push(...found);
    if (mistake) mistakes.push(mistake);
    // A mistake in a record of one line says nothing about the next; after any other, it is not known where a record begins.
    first = mistake?.onOneLine && mistake.line < starts.length ? mistake.line + 1 : undefined;
  }
  return { records: records.filter(({ fields }) => fields.some((field) => field.trim() !== "")), mistakes };
}

/** @param firstLine Number of the first line of the bytes */
function parseFrom(bytes: Buffer, delimiter: string, firstLine: number) {
  const found: CsvRecord[] = [];
  // Counted here: the parser takes a newline of Windows in a quoted field for two.
  let [line, offset, counted] = [firstLine, 0, 0];
  const options = {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    on_record(fields: readonly string[], info: { readonly bytes: number; readonly lines: number }): null {
      found.push({ line, fields });
      line += lineStarts(bytes.subarray(offset, info.bytes)).length - 1;
      [offset, counted] = [info.bytes, info.lines];
      return null;
    },
  };
  try {
    parse(bytes, options);
    return { found };
  } catch (error) {
    const kind = error instanceof CsvError ? KINDS[error.code] : undefined;
    if (kind === undefined) throw error;
    const { index, lines } = error as CsvError & { readonly index: number; readonly lines: number };
    const onOneLine = kind !== "quote-not-closed" && lines === counted + 1;
    return { found, mistake: { line, field: index, kind, onOneLine } };
  }
}

/** Offsets of the lines, whatever ends them. */
function lineStarts(bytes: Buffer): number[] {
  const starts = [0];
  for (let offset = 0; offset < bytes.length; offset++) {
    const byte = bytes[offset];
    if (byte === 0x0a || (byte === 0x0d && bytes[offset + 1] !== 0x0a)) starts.push(offset + 1);
  }
  return starts;
}

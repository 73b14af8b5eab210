import { CsvError, parse } from "csv-parse/sync";

/** Delimiters that spreadsheets write: a comma, a semicolon where the comma is the decimal sign, or a tab. */
const DELIMITERS = [",", ";", "\t"] as const;

/** A first line for Excel that gives the delimiter. It is not a record. */
const SEP = /^"?sep=(.)"?[ \t]*(?=\r|\n|$)/i;

/**
 * Detects the delimiter of a CSV text: the one in its line `sep=`, or the one that separates most of the known columns in the first line that
 * is not empty.
 * @returns The delimiter, and the text with an empty line in place of `sep=`, so that line numbers stay the same
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
  /** Line on which it begins, counted from 1; a quoted field may span several lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A place where a text is not valid CSV. */
export interface CsvMistake {
  /** Line on which the record begins, counted from 1. */
  readonly line: number;
  /** Index of the field in the record, counted from 0. */
  readonly field: number;
  readonly kind: "quote-in-field" | "text-after-quote" | "quote-not-closed";
}

/** A parsed CSV text. */
export interface Csv {
  /** The valid records. */
  readonly records: readonly CsvRecord[];
  readonly mistakes: readonly CsvMistake[];
}

const KINDS: Readonly<Record<string, CsvMistake["kind"]>> = {
  INVALID_OPENING_QUOTE: "quote-in-field",
  CSV_INVALID_CLOSING_QUOTE: "text-after-quote",
  CSV_QUOTE_NOT_CLOSED: "quote-not-closed",
};

/**
 * Parses a CSV text (RFC 4180, with any delimiter and any kind of newline). Records that contain only spaces, as spreadsheets write them for
 * empty rows, are left out.
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
    // After a mistake in a record of one line, the next line begins a record. After any other mistake it is not known where one begins.
    first = mistake?.onOneLine && mistake.line < starts.length ? mistake.line + 1 : undefined;
  }
  return { records: records.filter(({ fields }) => fields.some((field) => field.trim() !== "")), mistakes };
}

/** Parses records up to the first mistake. @param firstLine Line number of the first byte */
function parseFrom(bytes: Buffer, delimiter: string, firstLine: number) {
  const found: CsvRecord[] = [];
  // Lines are counted here, since the parser counts \r\n in a quoted field as two.
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

/** Returns the offsets of the lines, which may end in \n, \r\n or \r. */
function lineStarts(bytes: Buffer): number[] {
  const starts = [0];
  for (let offset = 0; offset < bytes.length; offset++) {
    const byte = bytes[offset];
    if (byte === 0x0a || (byte === 0x0d && bytes[offset + 1] !== 0x0a)) starts.push(offset + 1);
  }
  return starts;
}

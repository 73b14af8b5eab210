import { Described, hide, type Problem } from "../../../config/problem";
import { didYouMean } from "../../../config/text";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";
import { type CsvMistake, type CsvRecord, detectDelimiter, parseCsv } from "./parse-csv";
import { withoutDefusing } from "./write-csv";

/** Columns a CSV file may have, in any order. Only `name` is required. */
export const CSV_COLUMNS = ["name", "group", "password", "expiresAt", "disabled", "note"];
const HEADER_REMEDY = `Write a first line like: ${CSV_COLUMNS.join(",")}`;

/** Messages for a record that is not valid CSV. They never quote the file. */
const MISTAKES: Readonly<Record<CsvMistake["kind"], Pick<Problem, "must" | "remedy"> & { readonly got: string }>> = {
  "quote-in-field": {
    must: "have quotes around the whole field or nowhere in it",
    got: "a quote inside a field that does not begin with one",
    remedy:
      'Put the whole field in quotes, without a blank before them, and write a quote inside it twice: "say ""hi""".',
  },
  "text-after-quote": {
    must: "end with its closing quote",
    got: "text after it",
    remedy: 'Write a quote inside a quoted field twice: "say ""hi""".',
  },
  "quote-not-closed": {
    must: "close the quote it opens",
    got: "an open one",
    remedy: 'Close it, and write a quote inside a quoted field twice: "say ""hi""".',
  },
};

/**
 * Reads the rows of a CSV file whose first line names its columns, separated by commas, semicolons or tabs as spreadsheets write them.
 * @param label Name of the file in messages
 */
export function csvRows(text: string, label: string): ParsedImport {
  const { delimiter, body } = detectDelimiter(text, CSV_COLUMNS);
  const { records, mistakes } = parseCsv(body, delimiter);
  const [header, ...rest] = records;
  if (mistakes[0] && (!header || mistakes[0].line < header.line)) {
    return { rows: [], problems: [mistakeProblem(mistakes[0], [], label)] };
  }
  if (!header) return { rows: [], problems: [emptyProblem(label)] };
  const columns = columnsOf(header);
  const found = headerProblems(header, columns, label);
  if (found.length > 0) return { rows: [], problems: found };

  const surplus = rest.flatMap((record) => surplusProblem(record, columns, label, delimiter) ?? []);
  const problems = [...mistakes.map((mistake) => mistakeProblem(mistake, columns, label)), ...surplus];
  return { rows: rest.map((record) => toRow(record, columns)), problems };
}

/** Returns the columns in the spelling of {@link CSV_COLUMNS}; upper and lower case are equal. Columns without a name at the end are dropped. */
function columnsOf({ fields }: CsvRecord): string[] {
  const names = fields.map((field) => {
    const name = field.trim();
    return CSV_COLUMNS.find((column) => column.toLowerCase() === name.toLowerCase()) ?? name;
  });
  return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}

function headerProblems({ line }: CsvRecord, columns: readonly string[], label: string): Problem[] {
  const path = placeOf(label, line);
  const unknown = columns.filter((column) => !CSV_COLUMNS.includes(column));
  const twice = columns.filter((column, index) => CSV_COLUMNS.includes(column) && columns.indexOf(column) !== index);
  // The names are not quoted: in a file without a header, this line contains the first user's password.
  if (!columns.includes("name")) {
    const got = new Described(`${columns.length} others`);
    const must = 'name the columns, "name" among them, separated by commas, semicolons or tabs';
    return [{ path, must, got, remedy: HEADER_REMEDY }];
  }
  return [
    ...unknown.map((column) => ({
      path,
      must: "name known columns only",
      got: column,
      remedy: column === "" ? "A column without a name may only stand at the end." : didYouMean(column, CSV_COLUMNS),
    })),
    ...twice.map((column) => ({ path, must: "name every column once", got: column, remedy: "Remove one of the two." })),
  ];
}

function emptyProblem(label: string): Problem {
  return { path: label, must: "hold users", got: new Described("an empty file"), remedy: HEADER_REMEDY };
}

function mistakeProblem({ line, field, kind }: CsvMistake, columns: readonly string[], label: string): Problem {
  const { must, got, remedy } = MISTAKES[kind];
  return { path: placeOf(label, line, columns[field] || `column ${field + 1}`), must, got: new Described(got), remedy };
}

/** Spreadsheets may add empty fields after the last column or omit them. A field there that is not empty is a mistake. */
function surplusProblem(record: CsvRecord, columns: readonly string[], label: string, delimiter: string) {
  const beyond = record.fields.slice(columns.length).findIndex((field) => field.trim() !== "");
  if (beyond === -1) return undefined;
  const shown = delimiter === "\t" ? "a tab" : delimiter;
  return {
    path: placeOf(label, record.line, `column ${columns.length + beyond + 1}`),
    must: `be empty, since the first line names ${columns.length} ${columns.length === 1 ? "column" : "columns"}`,
    got: hide(record.fields[columns.length + beyond]),
    remedy: `Put a field that holds ${shown} in quotes, or name the column.`,
  };
}

function toRow({ line, fields }: CsvRecord, columns: readonly string[]): ImportRow {
  const given = columns.flatMap((column, index) => {
    const value = fields[index] ?? "";
    return value === "" && column !== "name" ? [] : [[column, readField(column, value)] as const];
  });
  const { password, ...rest } = Object.fromEntries(given);
  return { line, fields: rest, ...(password === undefined ? {} : { password }) };
}

/** Converts a field to its value. A password is used unchanged, with its spaces. */
function readField(column: string, value: string): string | boolean {
  if (column === "password") return value;
  if (column === "note") return withoutDefusing(value);
  const text = withoutDefusing(value).trim();
  if (column !== "disabled") return text;
  // Excel writes TRUE and FALSE.
  return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : text;
}

import { didYouMean } from "../../infra/config/nearest";
import { Described, type Problem } from "../../infra/config/problem";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";
import { type CsvRecord, parseCsv } from "./parse-csv";

/** Columns a CSV file may have, in any order. Only `name` is required. */
export const CSV_COLUMNS = ["name", "group", "password", "expiresAt", "disabled", "note"];

/**
 * Rows of a CSV file whose first line names its columns.
 * @param label What messages call the file
 */
export function csvRows(text: string, label: string): ParsedImport {
  const [header, ...records] = parseCsv(text);
  const problems = header ? headerProblems(header, label) : [emptyProblem(label)];
  if (!header || problems.length > 0) return { rows: [], problems };

  const bad = records.flatMap((record) => shapeProblem(record, header.fields.length, label) ?? []);
  const good = records.filter((record) => shapeProblem(record, header.fields.length, label) === undefined);
  return { rows: good.map((record) => toRow(record, header.fields)), problems: bad };
}

function headerProblems({ line, fields }: CsvRecord, label: string): Problem[] {
  const path = placeOf(label, line);
  const unknown = fields.filter((column) => !CSV_COLUMNS.includes(column));
  const twice = fields.filter((column, index) => fields.indexOf(column) !== index);
  // A file without a header would have its first user's password in it.
  if (!fields.includes("name")) {
    const remedy = `Write a first line like: ${CSV_COLUMNS.join(",")}`;
    return [
      { path, must: 'name the columns, "name" among them', got: new Described(`${fields.length} others`), remedy },
    ];
  }
  return [
    ...unknown.map((column) => ({
      path,
      must: "name known columns only",
      got: column,
      remedy: didYouMean(column, CSV_COLUMNS),
    })),
    ...twice.map((column) => ({ path, must: "name every column once", got: column, remedy: "Remove one of the two." })),
  ];
}

function emptyProblem(label: string): Problem {
  return {
    path: label,
    must: "hold users",
    got: new Described("an empty file"),
    remedy: `Write a first line like: ${CSV_COLUMNS.join(",")}`,
  };
}

function shapeProblem(record: CsvRecord, columns: number, label: string): Problem | undefined {
  const path = placeOf(label, record.line);
  if (record.unterminated) {
    return {
      path,
      must: "close every quote it opens",
      got: new Described("an open one"),
      remedy: 'Write a quote inside a quoted field twice: "".',
    };
  }
  const got = record.fields.length;
  return got === columns
    ? undefined
    : {
        path,
        must: `have ${columns} fields`,
        got,
        remedy: 'Leave a field empty like ,, and quote one that holds a comma: "x, y".',
      };
}

function toRow({ line, fields }: CsvRecord, columns: readonly string[]): ImportRow {
  const given = columns.flatMap((column, index) => {
    const value = fields[index] ?? "";
    return value === "" && column !== "name" ? [] : [[column, column === "disabled" ? toFlag(value) : value] as const];
  });
  const { password, ...rest } = Object.fromEntries(given);
  return { line, fields: rest, ...(password === undefined ? {} : { password }) };
}

function toFlag(text: string): boolean | string {
  if (text === "true") return true;
  return text === "false" ? false : text;
}

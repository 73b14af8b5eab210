import { visible } from "../../config/text";

/** Minimum width of a wrapped column. */
const LEAST = 16;

/** Style and width of a table. */
export interface TableStyle {
  /** Styles the line of headings. */
  readonly headings?: (line: string) => string;
  /** Columns of the terminal. @default - lines are not wrapped, for pipes */
  readonly width?: number | undefined;
}

/**
 * Formats rows under headings, with aligned columns and two spaces between them. Control characters in cells are made visible. If the terminal
 * is too narrow, the last column is wrapped between words.
 * @example textTable(["NAME", "GROUP"], [["printer-7", "printers"]]) // "NAME       GROUP\nprinter-7  printers"
 */
export function textTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { headings: styleHeadings = (line) => line, width = Number.POSITIVE_INFINITY }: TableStyle = {},
): string {
  const lines = [headings, ...rows.map((row) => row.map(visible))];
  const widths = headings
    .slice(0, -1)
    .map((_, column) => lines.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0));
  const before = widths.reduce((sum, one) => sum + one + 2, 0);
  const [first = "", ...others] = lines.map((line) => {
    const start = widths.map((one, column) => `${(line[column] ?? "").padEnd(one)}  `).join("");
    const last = wrapWords(line[widths.length] ?? "", Math.max(LEAST, width - before));
    return last.map((text, index) => `${index === 0 ? start : " ".repeat(before)}${text}`.trimEnd()).join("\n");
  });
  return [styleHeadings(first), ...others].join("\n");
}

/**
 * Formats one name and value a line. Control characters are made visible, so that a value cannot add lines.
 * @param width Width of the names @default - that of the longest name, and two spaces
 * @example namedValues([["thing", "pump"], ["type", "none"]]) // "thing  pump\ntype   none"
 */
export function namedValues(rows: readonly (readonly [name: string, value: string])[], width?: number): string {
  const columns = width ?? Math.max(0, ...rows.map(([name]) => visible(name).length)) + 2;
  return rows.map(([name, value]) => `${visible(name).padEnd(columns)}${visible(value)}`.trimEnd()).join("\n");
}

/**
 * Wraps text between words to lines of a width. A longer word gets its own line.
 * @example wrapWords("one two three", 8) // ["one two", "three"]
 */
export function wrapWords(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

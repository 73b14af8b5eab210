import { visible } from "../infra/text/visible";

/**
 * Rows under headings, columns aligned, two spaces between them; what cannot be seen in a cell is written out.
 * @example textTable(["NAME", "GROUP"], [["printer-7", "printers"]]) // "NAME       GROUP\nprinter-7  printers"
 */
export function textTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  styleHeadings = (line: string) => line,
): string {
  const lines = [headings, ...rows.map((row) => row.map(visible))];
  const widths = headings.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  const [first = "", ...others] = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [styleHeadings(first), ...others].join("\n");
}

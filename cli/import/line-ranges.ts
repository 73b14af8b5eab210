/** How many ranges are listed; the rest are counted. */
const MAX_RANGES = 20;

/**
 * Returns the line ranges of some of a file's users, for messages about thousands of users.
 * @param rows All users of the file with their lines, in the order of the file
 * @example lineRanges([{ name: "a", line: 2 }, { name: "b", line: 3 }, { name: "c", line: 4 }], new Set(["a", "b"])) // "lines 2-3"
 */
export function lineRanges(
  rows: readonly { readonly name: string; readonly line: number }[],
  names: ReadonlySet<string>,
): string {
  const ranges: [first: number, last: number][] = [];
  let previousIsIn = false;
  for (const { name, line } of rows) {
    const isIn = names.has(name);
    const range = ranges.at(-1);
    if (isIn && previousIsIn && range) range[1] = line;
    else if (isIn) ranges.push([line, line]);
    previousIsIn = isIn;
  }
  const told = ranges.slice(0, MAX_RANGES).map(([first, last]) => (first === last ? first : `${first}-${last}`));
  const rest = ranges.length > MAX_RANGES ? ` and ${ranges.length - MAX_RANGES} further ranges` : "";
  return `${names.size === 1 ? "line" : "lines"} ${told.join(", ")}${rest}`;
}

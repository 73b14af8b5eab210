/**
 * The lines on which the elements of a list in a JSON text begin, counted from 1.
 * @param text Valid JSON
 * @param depth Brackets of any kind around the elements: 1 for a list, 2 for `{ "users": [...] }`
 * @example elementLines('[\n{},\n{}]', 1) // [2, 3]
 */
export function elementLines(text: string, depth: number): number[] {
  const lines: number[] = [];
  let [line, level, starts, inList] = [1, 0, false, false];
  for (const [token] of text.matchAll(/\n|[[\]{},]|"(?:[^"\\]|\\.)*"|[^\s[\]{},"]+/g)) {
    if (token === "\n") {
      line += 1;
      continue;
    }
    const closes = token === "]" || token === "}";
    if (starts && !closes) lines.push(line);
    if (closes) level -= 1;
    if (token === "[" || token === "{") level += 1;
    if (level === depth && token === "[") inList = true;
    if (level < depth) inList = false;
    starts = inList && level === depth && (token === "[" || token === ",");
  }
  return lines;
}

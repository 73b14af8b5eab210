import { findNodeAtLocation, parseTree } from "jsonc-parser";

/**
 * The lines on which the elements of a list in a JSON text begin, counted from 1.
 * @param text Valid JSON
 * @param path Where the list is: `[]` where it is all there is, `["users"]` for `{ "users": [...] }`
 * @example elementLines('[\n{},\n{}]', []) // [2, 3]
 */
export function elementLines(text: string, path: readonly string[]): number[] {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  let [line, offset] = [1, 0];
  return (list?.children ?? []).map((element) => {
    for (; offset < element.offset; offset++) if (text[offset] === "\n") line += 1;
    return line;
  });
}

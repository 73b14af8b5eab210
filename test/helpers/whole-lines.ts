import type { Readable } from "node:stream";

/**
 * Collects a program's output in whole lines, in the order in which the lines end; text after the last line break is
 * added when the output ends. A program may write a line in parts, as Python's `print()` writes each argument by
 * itself, and parts of one output may come between parts of another: a test that reads half lines finds half a number,
 * or JSON that ends too early.
 * @param outputs Standard output, standard error, or both
 * @param onLines Called after lines were added
 * @returns a function that returns all lines so far
 */
export function wholeLines(outputs: readonly Readable[], onLines: () => void): () => string {
  let lines = "";
  for (const output of outputs) {
    let begun = "";
    output.setEncoding("utf8").on("data", (text: string) => {
      const end = text.lastIndexOf("\n") + 1;
      if (end === 0) {
        begun += text;
        return;
      }
      lines += begun + text.slice(0, end);
      begun = text.slice(end);
      onLines();
    });
    output.on("end", () => {
      lines += begun;
      if (begun !== "") onLines();
    });
  }
  return () => lines;
}

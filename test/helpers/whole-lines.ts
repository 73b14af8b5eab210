import type { Readable } from "node:stream";

/**
 * Collects what a program prints in whole lines, in the order in which they end; what comes after the last line, once the output ends. A program
 * may write a line in parts, as Python's `print()` writes each of its words by itself, and parts of one output may come between those of another: a
 * test that looks at halves of lines finds half a number, or JSON that ends too early.
 * @param outputs Standard output, standard error, or both
 * @param onLines Called after there is more to look at
 * @returns what tells all the lines so far
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

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const TESTS = join(__dirname, "..");

/** Matches titles of tests: the first argument of a call whose second is a function. Skipped tests do not match. */
const TITLE = /(?<!\.(?:skip|todo)|\bdescribe)\(\s*["`]((?:[^"`\\\n]|\\.)+)["`],\s*(?:async )?(?:\([^)]*\)|\w+)\s*=>/g;
const titlesOf = (file: string) => [...readFileSync(file, "utf8").matchAll(TITLE)].map(([, title = ""]) => title);

/**
 * Returns the test files and titles that a cell of a document names and that do not exist. A cell names a file below
 * `test/`, then titles of its tests, or parts of titles.
 * @example problemsOfTests('`local/a.test.ts` "one", "two"') // ['no test "two" in …']
 */
export function problemsOfTests(cell: string): string[] {
  let [path, titles]: [string, string[]] = ["", []];
  return [...cell.matchAll(/`([^`]+)`|"([^"]+)"/g)].flatMap(([, file, title = ""]) => {
    if (file !== undefined) {
      path = join(TESTS, file);
      const found = file.endsWith(".test.ts") && existsSync(path);
      titles = found ? titlesOf(path) : [];
      return found ? [] : [`no test file ${file}`];
    }
    return titles.some((one) => one.includes(title)) ? [] : [`no test "${title}" in ${path}`];
  });
}

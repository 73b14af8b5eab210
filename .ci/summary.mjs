import { readFileSync } from "node:fs";

/**
 * Prints the sums of jest's JSON results, one file per lane, as one line. A test file that could not run counts as one
 * failure, and so does a lane without a result.
 */
const EXPECTED_LANES = 4;
let [passed, failed, skipped] = [0, 0, 0];
const files = process.argv.slice(2);
for (const file of files) {
  const result = JSON.parse(readFileSync(file, "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped += result.numPendingTests + result.numTodoTests;
}
failed += Math.max(0, EXPECTED_LANES - files.length);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

import { readFileSync } from "node:fs";

/** Prints jest's JSON result as one plain line. A suite that could not run at all counts as one failure. */
const result = JSON.parse(readFileSync(process.argv[2], "utf8"));
const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
const skipped = result.numPendingTests + result.numTodoTests;
console.log(`${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);

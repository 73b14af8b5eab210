const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/** Files of the lane deploy that take longest on two cores, longest first: begun last, they would run alone at the end. */
const LONGEST = [
  "faults/error",
  "faults/drop",
  "interrupted",
  "faults/single",
  "iam-policy",
  "replacement",
  "default-authorizer",
  "dynamodb-store",
  "documents",
].map((name) => join(__dirname, "..", "deploy", `${name}.test.ts`));

const missing = LONGEST.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`${__filename} names tests that do not exist: ${missing.join(", ")}`);

/** Runs the longest files first. A fresh clone has no times of an earlier run, by which jest itself would know them. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};

const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/**
 * Test files that take longest on two cores, the longest of each lane first: if they began last, they would run alone
 * at the end.
 */
const LONGEST = [
  "deploy/documents",
  "deploy/default-authorizer",
  "deploy/replacement",
  "deploy/faults/certificates",
  "deploy/faults/single",
  "deploy/dynamodb-store",
  "deploy/faults/error",
  "deploy/faults/drop",
  "deploy/certificates",
  "deploy/review/one-stack",
  "deploy/review/gate",
  "deploy/interrupted",
  "deploy/iam-policy",
  "deploy/laptop",
  "deploy/lifecycle",
  "docs/cli-examples",
  "docs/walks",
  "docs/checkout-commands",
  "cli/commands/local-output",
  "cli/commands/local",
  "cli/commands/local-edits",
  "cli/compiled",
  "local/gateway/malformed-connections",
  "cli/bin",
  "local/gateway/stalled-subscribers",
  "cli/commands/local-with-a-table",
  "cli/json-everywhere",
  "cli/local/synthesize-stack",
  "review/trusted/legitimate-changes",
  "cli/stand-in/found-by-local",
  "local/functions/default-concurrency",
].map((name) => join(__dirname, "..", `${name}.test.ts`));

const missing = LONGEST.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`${__filename} names tests that do not exist: ${missing.join(", ")}`);

/** Runs the longest files first. In a fresh clone jest cannot do so, since it has no times of an earlier run. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};

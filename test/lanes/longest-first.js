const Sequencer = require("@jest/test-sequencer").default;

/** Files of the lane deploy that take longest on two cores, longest first: begun last, they would run alone at the end. */
const LONGEST = [
  "faults/single",
  "replacement",
  "iam-policy",
  "interrupted",
  "faults/users-table",
  "default-authorizer",
];

/** Runs the longest files first. A fresh clone has no times of an earlier run, by which jest itself would know them. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`test/deploy/${name}.test.ts`));
      return at === -1 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};

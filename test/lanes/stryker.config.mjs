/**
 * `npm run mutate`: changes `lambda/` and `local/policy/` in thousands of small ways, and shows which changes no test notices.
 * One file: `npm run mutate -- --mutate lambda/authorize.ts`.
 * @see https://stryker-mutator.io/docs/stryker-js/configuration/
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["lambda/**/*.ts", "local/policy/**/*.ts"],
  testRunner: "nearest-tests-first",
  // Named, since Stryker looks for plugins beside itself, where a linked node_modules has others.
  plugins: ["@stryker-mutator/jest-runner", "./test/lanes/nearest-tests-first.mjs"],
  jest: { configFile: "test/lanes/mutate.config.js" },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A mutant that never ends is killed after this and as long again as the tests took; a busy machine is no reason.
  timeoutMS: 10_000,
  thresholds: { high: 98, low: 95, break: 95 },
  reporters: ["clear-text", "html"],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: "coverage/mutation.html" },
  tempDirName: "coverage/mutation",
  // What the tests of these two folders do not read.
  ignorePatterns: ["coverage", "cdktf.out", ".iot-auth", "bench", "docs", "test/clients", "test/deploy", "test/docs"],
};

/**
 * `npm run mutate`: changes `lambda/` and `local/policy/` in thousands of small ways, and shows which changes no test
 * notices. One file: `npm run mutate -- --mutate lambda/authorize.ts`.
 * @see https://stryker-mutator.io/docs/stryker-js/configuration/
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["lambda/**/*.ts", "local/policy/**/*.ts"],
  testRunner: "nearest-tests-first",
  // Named, since Stryker looks for plugins in its own node_modules, which has other plugins if node_modules is a link.
  plugins: ["@stryker-mutator/jest-runner", "./test/lanes/nearest-tests-first.mjs"],
  jest: { configFile: "test/lanes/mutate.config.js" },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A mutant is killed after this and 1.5 times what its tests took in the first run; long, for a busy machine.
  timeoutMS: 10_000,
  thresholds: { high: 98, low: 95, break: 95 },
  reporters: ["clear-text", "html"],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: "coverage/mutation.html" },
  tempDirName: "coverage/mutation",
  // Folders that the tests of `lambda/` and `local/policy/` do not read.
  ignorePatterns: ["coverage", "cdktf.out", ".iot-auth", "bench", "docs", "test/clients", "test/deploy", "test/docs"],
};

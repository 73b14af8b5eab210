/** `npm run mutate`: the tests that Stryker runs against each mutant of `lambda/` and `local/policy/`. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  testEnvironment: require.resolve("./stop-at-first-failure.js"),
  roots: ["<rootDir>/test/lambda", "<rootDir>/test/local/policy"],
};

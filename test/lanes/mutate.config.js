const { globalSetup, globalTeardown, ...usual } = require("../../jest.config");

/**
 * `npm run mutate`: the tests that Stryker runs against each mutant of `lambda/` and `local/policy/`, which need none of the certificates and
 * programs that the other tests share. @type {import("jest").Config}
 */
module.exports = {
  ...usual,
  rootDir: "../..",
  testEnvironment: require.resolve("./stop-at-first-failure.js"),
  roots: ["<rootDir>/test/lambda", "<rootDir>/test/local/policy"],
};

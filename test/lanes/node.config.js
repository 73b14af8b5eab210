/** `npm test`: the tests that need only Node.js and the installed packages. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/deploy/", "<rootDir>/test/clients/"],
  // More than two cores can run: the tests that take longest mostly wait for timeouts, which are specified in seconds.
  maxWorkers: 3,
  testSequencer: "<rootDir>/test/lanes/longest-first.js",
};

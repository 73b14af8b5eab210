/**
 * `npm run test:deploy`: real Terraform with the real AWS provider, the AWS CLI, moto. @type {import("jest").Config}
 */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  roots: ["<rootDir>/test/deploy"],
  // More than two cores can run: these tests mostly wait, since the AWS provider waits 5 s after it made a function.
  maxWorkers: 5,
  testSequencer: "<rootDir>/test/lanes/longest-first.js",
};

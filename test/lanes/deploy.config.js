/** `npm run test:deploy`: real Terraform with the real AWS provider, the AWS CLI, moto. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  roots: ["<rootDir>/test/deploy"],
  // More than two cores' worth: these tests mostly wait, as the AWS provider does for 5 s after it made a function, and the cores idle with fewer.
  maxWorkers: 5,
  testSequencer: "<rootDir>/test/lanes/longest-first.js",
};

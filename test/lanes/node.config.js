/** `npm test`: what needs nothing but Node.js and the installed packages. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/deploy/", "<rootDir>/test/clients/"],
  maxWorkers: 2,
};

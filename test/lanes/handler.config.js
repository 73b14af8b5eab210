/** `npm run test:handler`: the handler, on the Node.js version of its Lambda runtime. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  roots: ["<rootDir>/test/lambda"],
  maxWorkers: 2,
};

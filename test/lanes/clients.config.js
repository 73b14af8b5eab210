/** `npm run test:clients`: real MQTT clients, brokers and AWS SDKs. @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config"),
  rootDir: "../..",
  roots: ["<rootDir>/test/clients"],
  maxWorkers: 2,
};

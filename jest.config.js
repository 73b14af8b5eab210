/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  runtime: "<rootDir>/test/lanes/lean-runtime.js",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript", decorators: true }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  moduleNameMapper: {
    // Zod has messages in 50 languages, which each test file would load; the tool uses only English.
    "^\\.\\./locales/index\\.cjs$": "<rootDir>/node_modules/zod/v4/locales/en.cjs",
    "^\\./(?:tokens/)?(?:private/)?stack-trace$": "<rootDir>/test/lanes/no-creation-stacks.js",
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.iot-auth"],
  globalSetup: "<rootDir>/test/helpers/ready-certificates.ts",
  globalTeardown: "<rootDir>/test/helpers/remove-certificates.ts",
  testTimeout: 60_000,
};

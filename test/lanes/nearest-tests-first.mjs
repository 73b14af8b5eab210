import { readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { strykerPlugins as jestPlugins } from "@stryker-mutator/jest-runner";

/**
 * File in the sandbox with the test file of each test. The process of the first run writes it for the other processes.
 */
const TEST_FILES = "test-files.json";

/**
 * Stryker's runner for jest, with fewer test files for each mutant. Stryker's own runner loads every test file that
 * imports the changed source, and most of these cover none of its lines. This runner loads the files of the tests that
 * covered the mutant in the first run: first the file that mirrors the source (`test/lambda/log.test.ts` for
 * `lambda/log.ts`), which kills nearly all mutants, then, if the mutant survived, the others.
 */
class NearestTestsFirst {
  #runner;
  #files;
  /** The test files of the next run. */
  #next;

  constructor(runner) {
    this.#runner = runner;
    const { jestTestAdapter: jest } = runner;
    runner.jestTestAdapter = { run: (settings) => jest.run({ ...settings, testFiles: this.#next }) };
  }

  init() {
    return this.#runner.init();
  }

  capabilities() {
    return this.#runner.capabilities();
  }

  async dryRun(options) {
    this.#next = undefined;
    const result = await this.#runner.dryRun(options);
    if (result.tests)
      writeFileSync(TEST_FILES, JSON.stringify(result.tests.map((test) => [test.id, relative("", test.fileName)])));
    return result;
  }

  async mutantRun(options) {
    this.#files ??= JSON.parse(readFileSync(TEST_FILES, "utf8"));
    // A mutant of a constant has no filter: its code runs before any test begins.
    const covering = options.testFilter && new Set(options.testFilter);
    const files = new Set(this.#files.filter(([id]) => !covering || covering.has(id)).map(([, file]) => file));
    const mirror = `test/${relative("", options.sandboxFileName)}`.replace(/\.ts$/, ".test.ts");
    const rounds = [[mirror].filter((file) => files.has(file)), [...files].filter((file) => file !== mirror)];
    let result;
    for (const round of rounds.filter(({ length }) => length > 0)) {
      this.#next = round.map((file) => resolve(file));
      result = await this.#runner.mutantRun(options);
      if (result.status !== "survived") break;
    }
    return result;
  }
}

const factory = jestPlugins.find(({ kind }) => kind === PluginKind.TestRunner).factory;
const nearestTestsFirst = Object.assign((injector) => new NearestTestsFirst(injector.injectFunction(factory)), {
  inject: factory.inject,
});

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "nearest-tests-first", nearestTestsFirst)];

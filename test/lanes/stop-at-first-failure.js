const { TestEnvironment } = require("jest-environment-node");

/** Skips the remaining tests of a file after one has failed: one failure is enough to kill a mutant. */
module.exports = class StopAtFirstFailure extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === "test_fn_failure") this.#failed = true;
    if (name === "test_start" && this.#failed) test.mode = "skip";
  }
};

const { TestEnvironment } = require("jest-environment-node");

/** After a test of a file failed, the file's other tests are passed over: one failure is all that a mutant needs. */
module.exports = class StopAtFirstFailure extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === "test_fn_failure") this.#failed = true;
    if (name === "test_start" && this.#failed) test.mode = "skip";
  }
};

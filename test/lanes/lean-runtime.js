const asyncHooks = require("node:async_hooks");
const { Script } = require("node:vm");
const Runtime = require("jest-runtime").default;

/** What this worker compiled, by file. It grows to the files that tests load, whose code is a few megabytes in all. */
const compiled = new Map();

/**
 * The function that a module's code is wrapped in, for one context: compiled when a worker first loads the file, and
 * taken from then on, while code and parameters stay the same. Nothing but the compiled code is shared: each context
 * evaluates it for itself.
 * @param {string} code CommonJS, as transformed
 * @param {string} filename What stack traces name
 * @param {readonly string[]} parameters `module`, `exports`, `require` and so on
 * @param {import("node:vm").Context} context
 */
function compileOnce(code, filename, parameters, context) {
  const opening = `(function (${parameters.join(", ")}) {`;
  let known = compiled.get(filename);
  if (known?.code !== code || known.opening !== opening) {
    // The column, so that a stack trace has the position in the file on its first line too.
    const script = new Script(`${opening}${code}\n})`, { filename, columnOffset: -opening.length });
    known = { code, opening, script };
    compiled.set(filename, known);
  }
  return known.script.runInContext(context);
}

/**
 * `node:async_hooks` for one test file, whose storages can be disabled together. Before Node.js 24, each storage that
 * was used is written to every promise that the process makes from then on, until it is disabled, and jest's test
 * runner makes one for each test file.
 */
function disposableAsyncHooks() {
  const storages = new Set();
  class AsyncLocalStorage extends asyncHooks.AsyncLocalStorage {
    constructor(...options) {
      super(...options);
      storages.add(this);
    }
  }
  return {
    hooks: { ...asyncHooks, AsyncLocalStorage },
    disable() {
      for (const storage of storages) storage.disable();
    },
  };
}

/**
 * Jest's module runtime, without what it does again for every test file and need not: modules (its own ones among
 * them) are compiled once in each worker, and storages of asynchronous contexts end with the test file. Modules, mocks and
 * globals stay each test file's own. Jest's option `runtime` names this file.
 */
class LeanRuntime extends Runtime {
  #disableStorages;

  constructor(...options) {
    super(...options);
    const { executor, coreModule } = this;
    if (typeof executor?.compile !== "function" || typeof coreModule?.require !== "function") {
      throw new Error(`${__filename} was written for jest 30.5, whose runtime has an "executor" and a "coreModule"`);
    }
    const compile = executor.compile.bind(executor);
    executor.compile = (code, filename) => {
      const context = executor.environment.getVmContext();
      if (!context) return null;
      try {
        return compileOnce(code, filename, executor.injectedModuleParameters, context);
      } catch {
        // Jest's own way explains what is wrong with the code.
        return compile(code, filename);
      }
    };
    const requireCore = coreModule.require.bind(coreModule);
    const { hooks, disable } = disposableAsyncHooks();
    coreModule.require = (name) => {
      const core = requireCore(name);
      return core === asyncHooks ? hooks : core;
    };
    this.#disableStorages = disable;
  }

  teardown() {
    super.teardown();
    this.#disableStorages();
  }
}

module.exports = { __esModule: true, default: LeanRuntime, compileOnce, disposableAsyncHooks };

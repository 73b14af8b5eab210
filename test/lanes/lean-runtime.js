const asyncHooks = require("node:async_hooks");
const { join, sep } = require("node:path");
const { runInContext, Script } = require("node:vm");
const Runtime = require("jest-runtime").default;

const PACKAGES = join(__dirname, "../../node_modules") + sep;

/**
 * Globals that no test replaces. They are passed to each module as variables, since reading a global of a test file
 * takes about a hundred times as long as reading a global of the process.
 */
const INTRINSICS = [
  ...["Array", "ArrayBuffer", "BigInt", "Boolean", "Buffer", "DataView", "Error", "Function", "JSON", "Map", "Math"],
  ...["Number", "Object", "Promise", "Proxy", "RangeError", "Reflect", "RegExp", "Set", "String", "Symbol"],
  ...["SyntaxError", "TypeError", "Uint8Array", "WeakMap", "WeakRef", "WeakSet"],
];

/** Scripts that this worker compiled, by file. Together the files that tests load have a few megabytes of code. */
const compiled = new Map();

/**
 * Returns the function that a module's code is wrapped in, for one test file. A worker compiles it when it first loads
 * the file, and again only when code or parameters change. Only the compiled code is shared: each test file evaluates
 * it again.
 * @param {string} code CommonJS, as transformed
 * @param {string} filename File that stack traces name
 * @param {readonly string[]} parameters `module`, `exports`, `require` and so on
 * @param {import("node:vm").Context} context The test file's globals
 */
function compileOnce(code, filename, parameters, context) {
  // The intrinsics are parameters of an outer function, so that a module may declare variables of the same names.
  const opening = `(function (${INTRINSICS.join(", ")}) { return (function (${parameters.join(", ")}) {`;
  let known = compiled.get(filename);
  if (known?.code !== code || known.opening !== opening) {
    // The column offset makes the positions in stack traces right on the first line, too.
    const script = new Script(`${opening}${code}\n}); })`, { filename, columnOffset: -opening.length });
    known = { code, opening, script };
    compiled.set(filename, known);
  }
  return known.script.runInContext(context)(...intrinsicsOf(context));
}

const intrinsics = new WeakMap();

function intrinsicsOf(context) {
  const known = intrinsics.get(context) ?? runInContext(`[${INTRINSICS.join(", ")}]`, context);
  intrinsics.set(context, known);
  return known;
}

/**
 * Returns `node:async_hooks` for one test file, and a function that disables all storages the test file made. Before
 * Node.js 24, each storage that was used is written to every later promise of the process until it is disabled, and
 * jest's test runner makes a storage for each test file.
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

/** Source texts of installed packages, by file; packages do not change while tests run. */
const texts = new Map();

/**
 * Jest's module runtime without work that need not be repeated for every test file: modules, also those of jest, are
 * read and compiled once in each worker, and storages of asynchronous contexts are disabled when the test file ends.
 * Each test file still has its own modules, mocks and globals. Jest's option `runtime` names this file.
 */
class LeanRuntime extends Runtime {
  #disableStorages;

  constructor(...options) {
    super(...options);
    const { executor, coreModule, fileCache } = this;
    for (const its of [executor?.compile, coreModule?.require, fileCache?.readFile]) {
      if (typeof its !== "function") throw new Error(`${__filename} was written for the runtime of jest 30.5`);
    }
    const compile = executor.compile.bind(executor);
    executor.compile = (code, filename) => {
      const context = executor.environment.getVmContext();
      if (!context) return null;
      try {
        return compileOnce(code, filename, executor.injectedModuleParameters, context);
      } catch {
        // Jest's own compilation explains what is wrong with the code.
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
    const readFile = fileCache.readFile.bind(fileCache);
    fileCache.readFile = (filename) => {
      if (!filename.startsWith(PACKAGES)) return readFile(filename);
      const text = texts.get(filename) ?? readFile(filename);
      texts.set(filename, text);
      return text;
    };
  }

  teardown() {
    super.teardown();
    this.#disableStorages();
  }
}

module.exports = { __esModule: true, default: LeanRuntime, compileOnce, disposableAsyncHooks };

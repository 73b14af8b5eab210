const asyncHooks = require("node:async_hooks");
const { join, sep } = require("node:path");
const { runInContext, Script } = require("node:vm");
const Runtime = require("jest-runtime").default;

const PACKAGES = join(__dirname, "../../node_modules") + sep;

/**
 * What every module may use and no test replaces. Handed to each module as variables, since a look-up in the globals of a
 * test file takes some hundred times as long as one in those of a process.
 */
const INTRINSICS = [
  ...["Array", "ArrayBuffer", "BigInt", "Boolean", "Buffer", "DataView", "Error", "Function", "JSON", "Map", "Math"],
  ...["Number", "Object", "Promise", "Proxy", "RangeError", "Reflect", "RegExp", "Set", "String", "Symbol"],
  ...["SyntaxError", "TypeError", "Uint8Array", "WeakMap", "WeakRef", "WeakSet"],
];

/** What this worker compiled, by file. It grows to the files that tests load, whose code is a few megabytes in all. */
const compiled = new Map();

/**
 * The function that a module's code is wrapped in, for one test file: compiled when a worker first loads the file, and
 * taken from then on, while code and parameters stay the same. Nothing but the compiled code is shared: each test file
 * evaluates it for itself.
 * @param {string} code CommonJS, as transformed
 * @param {string} filename What stack traces name
 * @param {readonly string[]} parameters `module`, `exports`, `require` and so on
 * @param {import("node:vm").Context} context The test file's globals
 */
function compileOnce(code, filename, parameters, context) {
  // In a function of their own, so that a module may declare variables of the same names.
  const opening = `(function (${INTRINSICS.join(", ")}) { return (function (${parameters.join(", ")}) {`;
  let known = compiled.get(filename);
  if (known?.code !== code || known.opening !== opening) {
    // The column, so that a stack trace has the position in the file on its first line too.
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

/** Texts of installed packages, which nothing changes while tests run, by file. */
const texts = new Map();

/**
 * Jest's module runtime, without what it does again for every test file and need not: modules (its own ones among
 * them) are read and compiled once in each worker, and storages of asynchronous contexts end with the test file. Modules,
 * mocks and globals stay each test file's own. Jest's option `runtime` names this file.
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

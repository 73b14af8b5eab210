import { createContext, runInContext } from "node:vm";

const { compileOnce, disposableAsyncHooks } = jest.requireActual<{
  compileOnce(
    code: string,
    file: string,
    parameters: readonly string[],
    context: object,
  ): (...given: never[]) => unknown;
  disposableAsyncHooks(): { hooks: typeof import("node:async_hooks"); disable(): void };
}>("./lean-runtime.js");

const evaluate = (code: string, filename: string, context: object, exports: object = {}): unknown =>
  compileOnce(code, filename, ["exports", "given"], context).call(exports, exports as never, "given" as never);

test("a module's exports and the globals it changes are not seen in the next test file", () => {
  const code =
    "globalThis.times = (globalThis.times ?? 0) + 1; exports.list = []; return [globalThis.times, exports.list];";
  const first = createContext({ Buffer });
  expect(evaluate(code, "/counted.js", first)).toEqual([1, []]);
  expect(evaluate(code, "/counted.js", first)).toEqual([2, []]);
  expect(evaluate(code, "/counted.js", createContext({ Buffer }))).toEqual([1, []]);
});

test("a module's arrays and errors are instances of the test file's own globals", () => {
  const context = createContext({ Buffer });
  const other = createContext({ Buffer });
  for (const each of [context, other]) {
    const [list, error] = evaluate("return [[], new TypeError('refused')];", "/realm.js", each) as [unknown, unknown];
    expect(list).toBeInstanceOf(runInContext("Array", each));
    expect(error).toBeInstanceOf(runInContext("TypeError", each));
  }
});

test("a module may declare variables with the names of the globals that it is passed", () => {
  const code = "const { Buffer } = require; class Map {} exports.own = [Buffer, new Map().size];";
  const exports: { own?: unknown } = {};
  compileOnce(
    code,
    "/shadows.js",
    ["require", "exports"],
    createContext({ Buffer }),
  )(...([{ Buffer: "own" }, exports] as never[]));
  expect(exports.own).toEqual(["own", undefined]);
});

test("a test's changes to Math and Array.prototype are seen by its modules, and not by other test files", () => {
  const context = createContext({ Buffer });
  runInContext("Math.random = () => 4; Array.prototype.last = 'added'", context);
  expect(evaluate("return [Math.random(), [].last]", "/patched.js", context)).toEqual([4, "added"]);
  expect(evaluate("return [].last", "/patched.js", createContext({ Buffer }))).toBeUndefined();
});

test("a file whose code changed is compiled again, as in watch mode or with coverage", () => {
  const context = createContext({ Buffer });
  expect(evaluate("return 'before';", "/changed.js", context)).toBe("before");
  expect(evaluate("return 'after';", "/changed.js", context)).toBe("after");
  expect(compileOnce("return given;", "/changed.js", ["given"], context)("alone" as never)).toBe("alone");
});

test("code that ends in a comment is compiled and returns its value", () => {
  expect(evaluate("return given; // the end", "/comment.js", createContext({ Buffer }))).toBe("given");
});

test.each([
  ["the first line", "throw new Error('here');", "/place.js:1:7"],
  ["a later line", "\n\n  throw new Error('here');", "/place.js:3:9"],
])("a stack trace names the position in the file on %s", (_line, code, position) => {
  const context = createContext({ Buffer });
  runInContext("Error.prepareStackTrace = (_error, [first]) => String(first)", context);
  const stack = runInContext("(run) => { try { run() } catch (error) { return error.stack } }", context);
  expect(stack(() => evaluate(code, "/place.js", context))).toContain(position);
});

test("code that is not JavaScript is refused, so that jest can explain it", () => {
  expect(() => evaluate("const const", "/wrong.js", createContext({ Buffer }))).toThrow(/Unexpected token/);
});

test("storages of asynchronous contexts keep their values until their own test file ends, and lose them then", () => {
  const [ended, goesOn] = [disposableAsyncHooks(), disposableAsyncHooks()];
  const storages = [new ended.hooks.AsyncLocalStorage(), new goesOn.hooks.AsyncLocalStorage()] as const;
  const stored = () => storages.map((storage) => storage.getStore());
  storages[0].run("one", () =>
    storages[1].run("other", () => {
      expect(stored()).toEqual(["one", "other"]);
      ended.disable();
      expect(stored()).toEqual([undefined, "other"]);
    }),
  );
});

test("every lane's configuration names lean-runtime.js as jest's runtime", () => {
  for (const lane of ["node", "deploy", "clients", "handler", "mutate"]) {
    expect(jest.requireActual(`./${lane}.config.js`)).toMatchObject({
      runtime: "<rootDir>/test/lanes/lean-runtime.js",
    });
  }
});

test("npm run mutate has no globalSetup, which needs files that its copy of the project leaves out", () => {
  expect(jest.requireActual("./mutate.config.js")).not.toHaveProperty("globalSetup");
});

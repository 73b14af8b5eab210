import { closeDeployed, deploy } from "../deploy";
import { makeZip } from "../make-zip";

afterEach(closeDeployed);

test.each([
  ["CommonJS in a folder", "src/app.login", { "src/app.js": "exports.login = async () => 'ok'" }],
  ["CommonJS by its extension", "app.login", { "app.cjs": "exports.login = async () => 'ok'" }],
  ["an ES module by its extension", "app.login", { "app.mjs": "export const login = async () => 'ok'" }],
  [
    "an ES module by package.json",
    "app.login",
    {
      "app.js": "export const login = async () => 'ok'",
      "package.json": '{ "type": "module" }',
    },
  ],
  [
    "an ES module with await at its top",
    "app.login",
    {
      "app.mjs": "const x = await 'ok'; export const login = async () => x",
    },
  ],
  ["in a default export", "app.login", { "app.mjs": "export default { login: async () => 'ok' }" }],
  ["in an export of an export", "app.a.b", { "app.js": "exports.a = { b: async () => 'ok' }" }],
])("A handler may be %s", async (_name, handler, files) => {
  const zip = await makeZip(files as Record<string, string>);
  const deployed = await deploy("", {}, { handler, zip });

  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "ok" });
});

test.each([
  ["throws", "throw new Error('at start')", "Error", "at start"],
  ["has a syntax error", "exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError: Unexpected end of input"],
  ["exports no handler", "exports.other = 1", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"],
  [
    "needs what is not in the zip",
    "require('left-pad-9')",
    "Runtime.ImportModuleError",
    "Error: Cannot find module 'left-pad-9'",
  ],
])("A module that %s fails every call with Lambda's error", async (_name, code, errorType, message) => {
  const deployed = await deploy(code);
  const outcome = { ok: false, errorType, errorMessage: expect.stringContaining(message) };

  expect(await deployed.invoke({})).toMatchObject(outcome);
  expect(await deployed.invoke({})).toMatchObject(outcome);
});

test.each([
  ["a module that is missing", "main.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'main'"],
  ["no export", "index", "Runtime.MalformedHandlerName", "Bad handler"],
  ["a path out of the zip", "../index.handler", "Runtime.MalformedHandlerName", "Bad handler"],
])("A handler setting that names %s fails with Lambda's error", async (_name, handler, errorType, errorMessage) => {
  const deployed = await deploy("exports.handler = async () => 1", {}, { handler });

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType, errorMessage });
});

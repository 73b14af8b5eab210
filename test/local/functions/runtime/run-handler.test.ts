import type { DeployedFunction } from "../../../../local/functions/deployed-function";
import { closeDeployed, deploy } from "../deploy";

afterEach(closeDeployed);

test.each([
  ["an async function", "exports.handler = async (event) => ({ got: event.n })"],
  ["a plain function with a promise", "exports.handler = (event) => Promise.resolve({ got: event.n })"],
  ["a callback", "exports.handler = (event, context, callback) => callback(null, { got: event.n })"],
  [
    "a callback called later",
    "exports.handler = (event, _, done) => { setTimeout(() => done(null, { got: event.n }), 5) }",
  ],
  ["context.succeed", "exports.handler = (event, context) => context.succeed({ got: event.n })"],
  ["context.done", "exports.handler = (event, context) => context.done(null, { got: event.n })"],
])("A handler may answer by %s", async (_name, code) => {
  const deployed = await deploy(code);

  expect(await deployed.invoke({ n: 7 })).toMatchObject({ ok: true, payload: { got: 7 } });
});

test.each([
  ["throws", "exports.handler = () => { throw new TypeError('boom') }", "TypeError", "boom"],
  ["rejects", "exports.handler = async () => { throw new TypeError('boom') }", "TypeError", "boom"],
  [
    "calls back with an error",
    "exports.handler = (e, c, done) => { done(new RangeError('far')) }",
    "RangeError",
    "far",
  ],
  ["calls back with a text", "exports.handler = (e, c, done) => { done('Unauthorized') }", "string", "Unauthorized"],
  ["calls context.fail", "exports.handler = (e, context) => { context.fail(new Error('no')) }", "Error", "no"],
  [
    "calls context.fail without an error",
    "exports.handler = (e, context) => { context.fail() }",
    "Error",
    "fail() was called without an error",
  ],
])("A handler that %s fails its call, and is called again", async (_name, code, errorType, errorMessage) => {
  const deployed = await deploy(code);

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType, errorMessage });
  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType, errorMessage });
});

test("A handler that never answers answers null when the event loop is empty", async () => {
  const deployed = await deploy("exports.handler = () => new Promise(() => {})");

  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: null });
  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: null });
});

test("After a callback the answer waits for an empty event loop, unless callbackWaitsForEmptyEventLoop is false", async () => {
  const code = `let ticks = 0;
    exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = event.waits;
      const seen = ticks;
      setTimeout(() => ticks++, 200);
      callback(null, seen);
    }`;
  const answers = async (deployed: DeployedFunction, waits: boolean) => [
    await deployed.invoke({ waits }),
    await deployed.invoke({ waits }),
  ];

  expect(await answers(await deploy(code), true)).toMatchObject([{ payload: 0 }, { payload: 1 }]);
  expect(await answers(await deploy(code), false)).toMatchObject([{ payload: 0 }, { payload: 0 }]);
});

import { closeDeployed, deploy, FUNCTION_ARN } from "../deploy";

afterEach(closeDeployed);

test("Global variables of the handler are kept for the next call, in the same process", async () => {
  const deployed = await deploy("let n = 0; exports.handler = async () => ++n");

  await deployed.invoke({});

  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: 2 });
});

test("The handler sees Lambda's context, with Lambda's own time-out", async () => {
  const deployed = await deploy(
    "exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })",
    {},
    { memorySize: 256, timeout: 9 },
  );

  const outcome = await deployed.invoke({});

  expect(outcome).toMatchObject({
    payload: {
      functionName: "login",
      functionVersion: "$LATEST",
      invokedFunctionArn: FUNCTION_ARN,
      awsRequestId: outcome.requestId,
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/login",
      logStreamName: expect.stringMatching(/^local\/\[\$LATEST\][0-9a-f]{32}$/),
    },
  });
  const { left } = (outcome as unknown as { payload: { left: number } }).payload;
  expect(left).toBeGreaterThan(5_000);
  expect(left).toBeLessThanOrEqual(9_000);
});

test("The handler finds no channel to the process that called it", async () => {
  const deployed = await deploy("exports.handler = async () => [typeof process.send, typeof process.disconnect]");

  expect(await deployed.invoke({})).toMatchObject({ payload: ["undefined", "undefined"] });
});

test("A long message of an error is cut off", async () => {
  const deployed = await deploy("exports.handler = async () => { throw new Error('x'.repeat(1e7)) }");

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType: "Error", errorMessage: "x".repeat(65_536) });
});

test("An event arrives unchanged, with any length and any characters", async () => {
  const deployed = await deploy("exports.handler = async (event) => event");
  const event = { text: '\n\u2028grün😀\\"'.repeat(30_000) };

  expect(await deployed.invoke(event)).toMatchObject({ ok: true, payload: event });
});

test.each([
  ["a circle", "const a = {}; a.a = a; return a", "Runtime.MarshalError", "Unable to stringify response body"],
  ["a big integer", "return 1n", "Runtime.MarshalError", "Unable to stringify response body"],
  [
    "more than 6 MiB",
    "return 'x'.repeat(7e6)",
    "Function.ResponseSizeTooLarge",
    "Response payload size exceeded maximum allowed payload size (6291456 bytes).",
  ],
])("An answer of %s fails the call", async (_name, body, errorType, errorMessage) => {
  const deployed = await deploy(`exports.handler = async () => { ${body} }`);

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType, errorMessage });
});

test.each([
  ["undefined", null],
  ["() => 1", null],
  ["new Date(0)", "1970-01-01T00:00:00.000Z"],
])("The answer %s is %j after JSON", async (value, payload) => {
  const deployed = await deploy(`exports.handler = async () => (${value})`);

  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload });
});

test.each([
  ["a promise that is not awaited rejects", "Promise.reject('lost')", "Runtime.UnhandledPromiseRejection", "lost"],
  ["a timer throws", "setTimeout(() => { throw new Error('late') }, 1)", "Error", "late"],
])("The running call fails when %s, and the next gets a new process", async (_name, crime, errorType, errorMessage) => {
  const code = `exports.handler = async (event) => { if (event.bad) { ${crime}; await new Promise((r) => setTimeout(r, 1e4)); } return 1 }`;
  const deployed = await deploy(code);

  expect(await deployed.invoke({ bad: true })).toMatchObject({ ok: false, errorType, errorMessage });
  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: 1 });
});

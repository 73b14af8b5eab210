import { existsSync } from "node:fs";
import type { DeployedFunction } from "../../../local/authorizer/deployed-function";
import type { FunctionLogLine, InvocationFailure } from "../../../local/authorizer/invocation";
import { closeDeployed, deploy, FUNCTION_ARN } from "./deploy";
import { makeZip } from "./make-zip";
import { processEnd } from "./process-end";

afterEach(closeDeployed);

const failure = async (code: string, options = {}, settings = {}) => {
  const deployed = await deploy(code, { limitMilliseconds: 3_000, ...options }, settings);
  const outcome = (await deployed.invoke({})) as InvocationFailure;
  return { deployed, outcome };
};

describe("A handler that answers", () => {
  test.each([
    ["an async function", "exports.handler = async (event) => ({ got: event.n })"],
    ["a callback", "exports.handler = (event, context, callback) => callback(null, { got: event.n })"],
    [
      "a callback called later",
      "exports.handler = (event, _, done) => { setTimeout(() => done(null, { got: event.n }), 5) }",
    ],
    ["context.succeed", "exports.handler = (event, context) => context.succeed({ got: event.n })"],
    ["a promise from a plain function", "exports.handler = (event) => Promise.resolve({ got: event.n })"],
  ])("may be %s", async (_name, code) => {
    const deployed = await deploy(code);

    expect(await deployed.invoke({ n: 7 })).toMatchObject({ ok: true, payload: { got: 7 } });
  });

  test.each([
    ["CommonJS in a folder", "src/app.login", { "src/app.js": "exports.login = async () => 'ok'" }],
    ["an ES module by its extension", "app.login", { "app.mjs": "export const login = async () => 'ok'" }],
    [
      "an ES module with await at its top",
      "app.login",
      { "app.mjs": "const x = await 'ok'; export const login = async () => x" },
    ],
    [
      "an ES module by package.json",
      "app.login",
      { "app.js": "export const login = async () => 'ok'", "package.json": '{"type":"module"}' },
    ],
    [
      "a default export that holds the handler",
      "app.login",
      { "app.mjs": "export default { login: async () => 'ok' }" },
    ],
    ["CommonJS by its extension", "app.login", { "app.cjs": "exports.login = async () => 'ok'" }],
    ["a nested export", "app.a.b", { "app.js": "exports.a = { b: async () => 'ok' }" }],
  ])("may be %s", async (_name, handler, files) => {
    const deployed = await deploy("", {}, { handler, zip: await makeZip(files as Record<string, string>) });

    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "ok" });
  });

  test("keeps what it remembered between calls, in one process", async () => {
    const deployed = await deploy("let n = 0; exports.handler = async () => ++n");

    await deployed.invoke({});

    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: 2 });
  });

  test("sees Lambda's context", async () => {
    const deployed = await deploy(
      `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`,
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
      },
    });
    const { left } = (outcome as { payload: { left: number } }).payload;
    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(9_000);
  });

  test("sees its own environment and Lambda's, and nothing of this process's", async () => {
    process.env.IOT_AUTH_TEST_SECRET = "s3cret";
    const deployed = await deploy(
      "exports.handler = async () => ({ env: process.env, cwd: process.cwd() })",
      { runtimeEnvironment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } },
      { environment: { LOG_LEVEL: "debug", AWS_REGION: "nowhere" } },
    );

    const { env, cwd } = ((await deployed.invoke({})) as { payload: { env: Record<string, string>; cwd: string } })
      .payload;

    expect(env).toMatchObject({
      LOG_LEVEL: "debug",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "login",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      _HANDLER: "index.handler",
    });
    expect(env.LAMBDA_TASK_ROOT).toBe(cwd);
    expect(Object.keys(env)).not.toContain("IOT_AUTH_TEST_SECRET");
    expect(Object.keys(env)).not.toContain("HOME");
    delete process.env.IOT_AUTH_TEST_SECRET;
  });

  test("answers null when nothing is left to wait for and it never answered", async () => {
    const deployed = await deploy("exports.handler = () => new Promise(() => {})");

    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: null });
    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: null });
  });

  test("is waited for until nothing is left to do after its callback, unless it says otherwise", async () => {
    const code = `let ticks = 0;
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.waits;
        const seen = ticks;
        setTimeout(() => ticks++, 200);
        callback(null, seen);
      }`;
    const waiting = await deploy(code);
    const hasty = await deploy(code);

    const answers = async (deployed: DeployedFunction, waits: boolean) => [
      await deployed.invoke({ waits }),
      await deployed.invoke({ waits }),
    ];

    expect(await answers(waiting, true)).toMatchObject([{ payload: 0 }, { payload: 1 }]);
    expect(await answers(hasty, false)).toMatchObject([{ payload: 0 }, { payload: 0 }]);
  });
});

describe("A handler that fails", () => {
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
      "answers a circle",
      "exports.handler = async () => { const a = {}; a.a = a; return a }",
      "Runtime.MarshalError",
      "Unable to stringify response body",
    ],
    [
      "answers too much",
      "exports.handler = async () => 'x'.repeat(7e6)",
      "Function.ResponseSizeTooLarge",
      "Response payload size exceeded maximum allowed payload size (6291456 bytes).",
    ],
    [
      "rejects a promise nobody awaits",
      "exports.handler = () => { Promise.reject('lost'); return new Promise((r) => setTimeout(r, 1e4)) }",
      "Runtime.UnhandledPromiseRejection",
      "lost",
    ],
    [
      "throws from a timer",
      "exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('late') }, 1))",
      "Error",
      "late",
    ],
    ["throws while it is loaded", "throw new Error('at start')", "Error", "at start"],
    [
      "has a syntax error",
      "exports.handler = (",
      "Runtime.UserCodeSyntaxError",
      "SyntaxError: Unexpected end of input",
    ],
    ["is not exported", "exports.other = 1", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"],
    [
      "needs what is not in the zip",
      "require('left-pad-9')",
      "Runtime.ImportModuleError",
      "Error: Cannot find module 'left-pad-9'",
    ],
  ])(
    "fails its call with Lambda's words when it %s, and is called again afterwards",
    async (_name, code, errorType, message) => {
      const { deployed, outcome } = await failure(code);

      expect(outcome).toMatchObject({ ok: false, errorType });
      expect(outcome.errorMessage).toContain(message);
      expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType });
    },
  );

  test.each([
    ["a module that is missing", "main.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'main'"],
    ["no export", "index", "Runtime.MalformedHandlerName", "Bad handler"],
    ["a path out of the zip", "../index.handler", "Runtime.MalformedHandlerName", "Bad handler"],
  ])("is reported when its setting names %s", async (_name, handler, errorType, errorMessage) => {
    const { outcome } = await failure("exports.handler = async () => 1", {}, { handler });

    expect(outcome).toMatchObject({ ok: false, errorType, errorMessage });
  });

  test.each([
    ["exits", "process.exit(3)", "exit status 3"],
    ["eats memory with an array", "const a = []; for (let i = 0; ; i++) a.push(i)", "signal: (aborted|killed)"],
    [
      "eats memory with a map",
      "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })",
      "signal: (aborted|killed)",
    ],
    ["eats memory with buffers", "const a = []; for (;;) a.push(Buffer.alloc(1e7, 1))", "signal: killed"],
    ["ends itself with a signal", "process.kill(process.pid, 'SIGTERM'); for (;;);", "signal: terminated"],
  ])("costs its own call only when it %s", async (_name, crime, how) => {
    const code = `exports.handler = async (event) => { if (event.bad) { ${crime} } return "fine" }`;
    const deployed = await deploy(code, { limitMilliseconds: 15_000, concurrency: 2 }, { timeout: 15 });

    const [bad, good] = await Promise.all([deployed.invoke({ bad: true }), deployed.invoke({})]);

    expect(bad).toMatchObject({
      ok: false,
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(`^RequestId: ${bad.requestId} Error: Runtime exited with error: ${how}$`),
    });
    expect(good).toMatchObject({ ok: true, payload: "fine" });
    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "fine" });
  });

  test("says so in its log when it needs more memory than it has", async () => {
    const lines: string[] = [];
    await failure("exports.handler = () => { const a = []; for (;;) a.push(Buffer.alloc(1e7, 1)) }", {
      onLog: ({ line }: FunctionLogLine) => lines.push(line),
    });

    expect(lines).toEqual(["The function needs more than its 128 MB of memory: its process is ended"]);
  });

  test.each([
    ["loops", "for (;;);"],
    ["never settles", "return new Promise((r) => setTimeout(r, 1e6))"],
    ["waits in a system call", "require('node:child_process').execSync('sleep 5')"],
  ])("is cut off when it %s, and called again afterwards", async (_name, crime) => {
    const code = `exports.handler = async (event) => { if (event.bad) { ${crime} } return "fine" }`;
    const deployed = await deploy(code, { limitMilliseconds: 500 });
    await deployed.invoke({});

    const bad = await deployed.invoke({ bad: true });

    expect(bad).toMatchObject({
      ok: false,
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${bad.requestId} Error: Task timed out after 0.50 seconds`,
    });
    expect(bad.milliseconds).toBeGreaterThanOrEqual(495);
    expect(bad.milliseconds).toBeLessThan(1_500);
    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "fine" });
  });

  test("is cut off at Lambda's own time-out if that is shorter than AWS IoT Core's limit", async () => {
    const { outcome } = await failure(
      "exports.handler = () => { for (;;); }",
      { limitMilliseconds: 60_000 },
      { timeout: 1 },
    );

    expect(outcome.errorMessage).toContain("Task timed out after 1.00 seconds");
  });

  test("does not fail the next call with what it threw after its answer", async () => {
    const deployed = await deploy(`exports.handler = async (event) => {
      if (event.bad) setTimeout(() => { throw new Error("late") }, 1);
      return process.pid;
    }`);
    const { payload: pid } = (await deployed.invoke({ bad: true })) as { payload: number };
    await processEnd(pid);

    expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: expect.any(Number) });
  });

  test("is not called if the environment cannot be given to a process", async () => {
    const { outcome } = await failure("exports.handler = async () => 1", {}, { environment: { A: "b\0c" } });

    expect(outcome).toMatchObject({ ok: false, errorType: "Runtime.StartError" });
  });

  test("is reported as Lambda does when its package is no zip", async () => {
    const { outcome } = await failure("", {}, { zip: Buffer.from("not a zip") });

    expect(outcome).toMatchObject({ ok: false, errorType: "InvalidZipFileException" });
  });
});

describe("What a handler writes", () => {
  test("arrives line by line, before the answer, with the call it belongs to", async () => {
    const lines: FunctionLogLine[] = [];
    const deployed = await deploy(
      `exports.handler = async (event) => { console.log("one\\ntwo", event.n); console.error("three"); process.stdout.write("no end") }`,
      { onLog: (line) => lines.push(line) },
    );

    const first = await deployed.invoke({ n: 1 });

    const common = { functionName: "login", requestId: first.requestId };
    expect(lines.filter(({ stream }) => stream === "stdout")).toEqual([
      { ...common, stream: "stdout", line: "one" },
      { ...common, stream: "stdout", line: "two 1" },
      { ...common, stream: "stdout", line: "no end" },
    ]);
    expect(lines.filter(({ stream }) => stream === "stderr")).toEqual([{ ...common, stream: "stderr", line: "three" }]);
  });

  test("never goes to a later call's account", async () => {
    const seen: [string | undefined, string][] = [];
    const deployed = await deploy(
      `exports.handler = async (event, { awsRequestId }) => { for (let i = 0; i < 50; i++) console.log(awsRequestId) }`,
      { concurrency: 1, onLog: ({ requestId, line }) => seen.push([requestId, line]) },
    );

    await Promise.all(Array.from({ length: 20 }, () => deployed.invoke({})));

    expect(seen).toHaveLength(1_000);
    expect(seen.filter(([requestId, line]) => requestId !== line)).toEqual([]);
  });

  test("is kept of a handler that loops or exits right after it", async () => {
    const lines: string[] = [];
    const code = `exports.handler = () => { console.log("last words " + process.env.HOW); if (process.env.HOW === "exit") process.exit(1); for (;;); }`;
    for (const HOW of ["exit", "loop"]) {
      const options = { limitMilliseconds: 400, onLog: ({ line }: FunctionLogLine) => lines.push(line) };
      await (await deploy(code, options, { environment: { HOW } })).invoke({});
    }

    expect(lines).toEqual(["last words exit", "last words loop"]);
  });

  test("is left out beyond a megabyte a call, and says so", async () => {
    const lines: string[] = [];
    const deployed = await deploy(
      `exports.handler = async (event) => { for (let i = 0; i < event.lines; i++) console.log("x".repeat(1023)) }`,
      { onLog: ({ line }) => lines.push(line) },
    );

    await deployed.invoke({ lines: 3_000 });

    expect(lines).toHaveLength(1_025);
    expect(lines.at(-1)).toBe("[the rest of this call's output, over 1048576 characters, is left out]");
    await deployed.invoke({ lines: 1 });
    expect(lines).toHaveLength(1_026);
  });
});

describe("Many calls", () => {
  test("are all answered: 500 at once through two processes", async () => {
    const deployed = await deploy(
      `const { readFileSync } = require("node:fs");
       exports.handler = async (event) => readFileSync(__dirname + "/data.txt", "utf8") + event.n + " " + process.pid`,
      { concurrency: 2 },
      {
        zip: await makeZip({
          "index.js": `const { readFileSync } = require("node:fs");
            exports.handler = async (event) => readFileSync(__dirname + "/data.txt", "utf8") + event.n + " " + process.pid`,
          "data.txt": "data ",
        }),
      },
    );

    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, n) => deployed.invoke({ n })));

    const answers = outcomes.map((outcome) => (outcome.ok ? String(outcome.payload) : outcome.errorType).split(" "));
    expect(answers.map(([data, n]) => `${data} ${n}`)).toEqual(Array.from({ length: 500 }, (_, n) => `data ${n}`));
    expect(new Set(answers.map(([, , pid]) => pid)).size).toBe(2);
  });

  test("are refused when too many wait", async () => {
    const deployed = await deploy("exports.handler = async () => 1", { concurrency: 1, maxQueued: 1 });
    const code = async () => {
      const outcome = await deployed.invoke({});
      return outcome.ok ? outcome.payload : outcome.errorType;
    };
    await code();

    expect(await Promise.all([code(), code(), code()])).toEqual([1, 1, "Lambda.TooManyRequestsException"]);
  });

  test("whose caller went away are not run", async () => {
    const deployed = await deploy("let n = 0; exports.handler = async () => ++n", { concurrency: 1 });
    await deployed.invoke({});
    const controller = new AbortController();

    const calls = [deployed.invoke({}), deployed.invoke({}, { signal: controller.signal }), deployed.invoke({})];
    setImmediate(() => controller.abort());
    const outcomes = await Promise.all(calls);

    expect(outcomes).toMatchObject([{ payload: 2 }, { ok: false, errorType: "Client.Aborted" }, { payload: 3 }]);
    expect(await deployed.invoke({}, { signal: controller.signal })).toMatchObject({ errorType: "Client.Aborted" });
  });

  test("under way end well when the function is retired, and its folder is removed", async () => {
    const code = "exports.handler = () => new Promise((r) => setTimeout(() => r(__dirname), 50))";
    const deployed = await deploy(code, { concurrency: 1 });
    const calls = [deployed.invoke({}), deployed.invoke({})];

    await deployed.retire();

    const [first, second] = (await Promise.all(calls)) as [{ payload: string }, { payload: string }];
    expect(second.payload).toBe(first.payload);
    expect(existsSync(first.payload)).toBe(false);
    expect(await deployed.invoke({})).toMatchObject({ errorType: "Lambda.ResourceNotFoundException" });
  });

  test("under way and waiting fail when the function is closed", async () => {
    let started = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const code = "exports.handler = () => { console.log('started'); for (;;); }";
    const deployed = await deploy(code, { concurrency: 1, onLog: () => started() });
    const calls = [deployed.invoke({}), deployed.invoke({})];
    await running;

    await deployed.close();

    expect(await Promise.all(calls)).toMatchObject([
      { errorType: "Runtime.ExitError" },
      { errorType: "Lambda.ResourceNotFoundException" },
    ]);
  });
});

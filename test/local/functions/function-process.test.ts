import { closeDeployed, deploy } from "./deploy";
import { processEnd } from "./process-end";

afterEach(closeDeployed);

test.each([
  ["exits", "process.exit(3)", "exit status 3"],
  ["eats memory with an array", "const a = []; for (let i = 0; ; i++) a.push(i)", "signal: (aborted|killed)"],
  ["eats memory with a map", "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })", "signal: (aborted|killed)"],
  [
    "eats memory with texts",
    "let s = 'x'; const a = []; for (;;) { s += s + a.length; a.push([...s]) }",
    "signal: (aborted|killed)",
  ],
  ["eats memory with buffers", "const a = []; for (;;) a.push(Buffer.alloc(1e7, 1))", "signal: killed"],
  ["ends itself with a signal", "process.kill(process.pid, 'SIGTERM'); for (;;);", "signal: terminated"],
])("A handler that %s affects only its own call", async (_name, crime, how) => {
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

test.each([
  ["loops", "for (;;);"],
  ["never settles", "return new Promise((r) => setTimeout(r, 1e6))"],
  ["waits in a system call", "require('node:child_process').execSync('sleep 2')"],
  ["loops in a regular expression", "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
])("A handler that %s is cut off, and called again afterwards", async (_name, crime) => {
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

/** Returns code that writes to the channel over which the runtime sends answers. */
const writes = (text: string) => `require("node:fs").writeSync(3, ${text} + "\\n")`;

test.each([
  ["what is no JSON", writes('"x"')],
  ["an answer to no call", writes('JSON.stringify({ id: "x", written: { stdout: 0, stderr: 0 } })')],
  ["half an answer", writes("JSON.stringify({ id: context.awsRequestId })")],
  ["without end", `const megabyte = Buffer.alloc(1e6, 120); for (;;) require("node:fs").writeSync(3, megabyte)`],
])("A handler that writes %s to its caller affects only its own call", async (_name, crime) => {
  const code = `exports.handler = async (event, context) => { if (event.bad) { ${crime}; await new Promise(() => {}) } return "fine" }`;
  const deployed = await deploy(code, { concurrency: 2 });

  const [bad, good] = await Promise.all([deployed.invoke({ bad: true }), deployed.invoke({})]);

  expect(bad).toMatchObject({
    ok: false,
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${bad.requestId} Error: Runtime exited with error: it sent data that is not an answer`,
  });
  expect(good).toMatchObject({ ok: true, payload: "fine" });
  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "fine" });
});

test("An error that a handler throws after its answer does not fail the next call", async () => {
  const deployed = await deploy(`exports.handler = async (event) => {
    if (event.bad) setTimeout(() => { throw new Error("late") }, 1);
    return process.pid;
  }`);
  const { payload: pid } = (await deployed.invoke({ bad: true })) as { payload: number };
  await processEnd(pid);

  expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: expect.any(Number) });
});

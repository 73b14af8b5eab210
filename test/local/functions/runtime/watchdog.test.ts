import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { describeWith } from "../../../helpers/needs";
import { closeDeployed, deploy } from "../deploy";
import { processEnd } from "../process-end";

afterEach(closeDeployed);

const PROGRAM = path.join(__dirname, "../../../../local/functions/runtime/watchdog.cjs");

/** Starts the watchdog as a child of the test, which replaces the program that calls functions. */
function startWatchdog(...preload: readonly string[]) {
  const watchdog = spawn(process.execPath, [...preload, PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: watchdog.stdout })[Symbol.asyncIterator]();
  return {
    ...{ watchdog, ended: once(watchdog, "exit"), nextLine: async () => (await lines.next()).value as string },
    tell: (line: object) => watchdog.stdin.write(`${JSON.stringify(line)}\n`),
  };
}

/** Starts a process that ends only when it is killed. Resolves when its code has run. */
async function startProcess(code: string): Promise<{ readonly pid: number; readonly ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ["-e", `${code}; require("fs").writeSync(1, "done"); for (;;);`]);
  await once(child.stdout, "data");
  return { pid: child.pid ?? 0, ended: once(child, "exit") };
}

/** Returns the ids of the watchdogs that this process has started. */
function watchdogs(): readonly number[] {
  const all = execFileSync("ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8" });
  return all
    .split("\n")
    .filter((line) => line.includes(PROGRAM) && Number(line.trim().split(/\s+/)[1]) === process.pid)
    .map((line) => Number(line.trim().split(/\s+/)[0]));
}

test("A handler that needs more memory than it has, outside of JavaScript's heap, is ended and says why", async () => {
  const lines: string[] = [];
  const deployed = await deploy("exports.handler = () => { const a = []; for (;;) a.push(Buffer.alloc(1e7, 1)) }", {
    onLog: ({ line }) => lines.push(line),
  });

  const outcome = await deployed.invoke({});

  expect(lines).toEqual(["The function needs more than its 128 MB of memory: its process is ended"]);
  expect(outcome).toMatchObject({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(/signal: killed$/),
  });
});

test("A function's memory may be more than the smallest", async () => {
  const code =
    "exports.handler = async () => { globalThis.kept = Buffer.alloc(250e6, 1); await new Promise((r) => setTimeout(r, 300)); return 1 }";

  expect(await (await deploy(code, {}, { memorySize: 512 })).invoke({})).toMatchObject({ ok: true });
  expect(await (await deploy(code, {}, { memorySize: 128 })).invoke({})).toMatchObject({ ok: false });
});

test("A looping handler does not outlive the program that called it, even if that is killed; and it runs under tsx", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "iot-auth-test-")); // A program that is killed cannot remove its folder.
  const program = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "..", "loop-forever.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: folder },
  });
  const pid = await new Promise<number>((resolve, reject) => {
    createInterface({ input: program.stdout }).once("line", (line) => resolve(Number(line)));
    program.once("exit", () => reject(new Error("the program ended before it called the handler")));
  });
  expect(process.kill(pid, 0)).toBe(true);

  program.kill("SIGKILL");

  await processEnd(pid);
  rmSync(folder, { recursive: true });
});

describeWith(["ps"], "A watchdog that ps lists", () => {
  test("watches the processes of all functions, also those that start soon after, and ends without any", async () => {
    const code = "exports.handler = async () => process.pid";
    const functions = [await deploy(code), await deploy(code)];

    const answers = await Promise.all(functions.map((each) => each.invoke({})));
    const [watchdog = 0, ...others] = watchdogs();

    expect(new Set(answers.map((answer) => ("payload" in answer ? answer.payload : undefined))).size).toBe(2);
    expect(watchdog).toBeGreaterThan(0);
    expect(others).toEqual([]);
    await closeDeployed();
    await (await deploy(code)).invoke({});
    expect(watchdogs()).toEqual([watchdog]);
    await closeDeployed();
    await processEnd(watchdog);
  });

  test("is replaced by another when it ends, which watches the same processes", async () => {
    const code = "exports.handler = () => { const a = []; for (;;) a.push(Buffer.alloc(1e7, 1)) }";
    const deployed = await deploy(`const { handler } = (() => { ${code}; return exports })();
    exports.handler = async (eats, context) => eats && handler()`);
    await deployed.invoke(false);
    const [first = 0] = watchdogs();

    process.kill(first, "SIGKILL");
    await processEnd(first);

    expect(await deployed.invoke(true)).toMatchObject({ errorMessage: expect.stringMatching(/signal: killed$/) });
  });
});

test("Ctrl+C, which all processes get, does not end the watchdog before the stand-in", async () => {
  const { watchdog, ended, nextLine, tell } = startWatchdog();
  const large = await startProcess("globalThis.kept = Buffer.alloc(250e6, 1)");

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) watchdog.kill(signal);
  tell({ pid: large.pid, memorySize: 128 });

  expect(await nextLine()).toBe(`${large.pid}`);
  watchdog.stdin.end();
  expect(await ended).toEqual([0, null]);
});

test("A process that still uses too much memory after it was reported is ended, and those that use less are not", async () => {
  const { watchdog, ended, nextLine, tell } = startWatchdog();
  const [large, small] = [await startProcess("globalThis.kept = Buffer.alloc(250e6, 1)"), await startProcess("")];
  for (const { pid } of [small, large]) tell({ pid, memorySize: 128 });

  expect(await nextLine()).toBe(`${large.pid}`);
  expect(await large.ended).toEqual([null, "SIGKILL"]);
  expect(process.kill(small.pid, 0)).toBe(true);

  watchdog.stdin.end();
  expect(await small.ended).toEqual([null, "SIGKILL"]);
  expect(await ended).toEqual([0, null]);
});

test("Processes are checked less often while all of them are idle", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "iot-auth-test-"));
  const preload = path.join(folder, "tells-looks.cjs");
  writeFileSync(
    preload,
    `const fs = require("node:fs"); const read = fs.readFileSync;
    fs.readFileSync = (...all) => { if (\`\${all[0]}\`.startsWith("/proc/")) fs.writeSync(1, "look\\n"); return read(...all); };`,
  );
  const { watchdog, ended, nextLine, tell } = startWatchdog("--require", preload);
  const taken = async (looks: number): Promise<number> => {
    const started = performance.now();
    for (let look = 0; look < looks; look++) expect(await nextLine()).toBe("look");
    return performance.now() - started;
  };
  tell({ pid: process.pid, memorySize: 1_000_000 });
  tell({ busy: true });
  await taken(1);
  const busy = await taken(5);
  tell({ busy: false });
  await taken(1);

  expect(await taken(2)).toBeGreaterThan(busy);
  tell({ pid: process.pid });
  watchdog.stdin.end();
  await ended;
  rmSync(folder, { recursive: true });
});

test("The watchdog is notified once when calls begin, and once when there was none for a while", async () => {
  const written: string[] = [];
  const original = Socket.prototype.write as (...all: unknown[]) => boolean;
  const write = jest.spyOn(Socket.prototype, "write").mockImplementation(function (
    this: Socket,
    chunk: unknown,
    ...rest: unknown[]
  ) {
    if (/"busy"/.test(`${chunk}`)) written.push(`${chunk}`.trim());
    return original.call(this, chunk, ...rest);
  });
  const deployed = await deploy("exports.handler = async () => 1");

  for (let call = 0; call < 20; call++) await deployed.invoke({});
  while (written.at(-1) !== '{"busy":false}') await new Promise((resolve) => setTimeout(resolve, 10));
  const first = [...written];
  await deployed.invoke({});
  write.mockRestore();

  // Earlier lines are those that a watchdog receives when it starts.
  expect(first.slice(-2)).toEqual(['{"busy":true}', '{"busy":false}']);
  expect(first.length).toBeLessThan(4);
  expect(written.at(-1)).toBe('{"busy":true}');
});

test("A process that has ended is no longer watched", async () => {
  const { watchdog, ended, tell } = startWatchdog();
  const [forgotten, known] = [await startProcess(""), await startProcess("")];
  for (const { pid } of [forgotten, known]) tell({ pid, memorySize: 128 });
  tell({ pid: forgotten.pid });

  watchdog.stdin.end();

  expect(await known.ended).toEqual([null, "SIGKILL"]);
  await ended;
  expect(process.kill(forgotten.pid, "SIGKILL")).toBe(true);
});

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { closeDeployed, deploy } from "../deploy";
import { processEnd } from "../process-end";

afterEach(closeDeployed);

const {
  startWatchdog,
}: { startWatchdog(memorySize: number): Watchdog } = require("../../../../local/functions/runtime/watchdog.cjs");

interface Watchdog {
  begin(): void;
  end(): void;
  looks(): number;
  stop(): Promise<unknown>;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
  const folder = mkdtempSync(path.join(tmpdir(), "iot-auth-test-")); // a killed program cannot tidy up
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

test("A process without a call is looked at less often than one with a call", async () => {
  const watchdog = startWatchdog(1_000_000);
  const taken = async (looks: number): Promise<number> => {
    const [started, wanted] = [performance.now(), watchdog.looks() + looks];
    while (watchdog.looks() < wanted) await pause(10);
    return performance.now() - started;
  };
  watchdog.begin();
  const busy = await taken(10);
  watchdog.end();
  // The first looks after a call belong to it.
  await taken(2);
  const before = watchdog.looks();
  await pause(busy);
  expect(watchdog.looks() - before).toBeLessThan(6);
  await watchdog.stop();
});

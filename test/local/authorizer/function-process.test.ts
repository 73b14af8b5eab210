import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { processEnd } from "./process-end";

test("A looping handler does not outlive the program that called it, even when that is killed; and it runs under tsx", async () => {
  const program = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "loop-forever.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    createInterface({ input: program.stdout }).once("line", (line) => resolve(Number(line)));
    program.once("exit", () => reject(new Error("the program ended before it called the handler")));
  });
  expect(process.kill(pid, 0)).toBe(true);

  program.kill("SIGKILL");

  await processEnd(pid);
});

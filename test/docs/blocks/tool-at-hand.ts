import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runCli } from "../../cli/helpers/run-cli";

/** The tool for shell lines of a test; its commands run in the test's process. */
export interface ToolAtHand {
  /**
   * A program that takes the arguments, environment and standard input of `iot-auth`, with the same output and exit
   * code.
   */
  readonly program: string;
  readonly close: () => Promise<void>;
}

/**
 * Script that passes a call to the test's process and waits for the exit code. It uses bash only, which starts faster
 * than Node.js.
 */
const clientFor = (port: number): string => `#!/bin/bash
call=$(mktemp -d "$0.XXXXXX") || exit 99
printf '%s\\0' "$PWD" "$@" > "$call/words"
env -0 > "$call/env"
cat > "$call/in"
exec 3<> /dev/tcp/127.0.0.1/${port}
echo "$call" >&3
read -r code <&3
cat "$call/err" >&2
cat "$call/out"
exit "$code"
`;

const piecesOf = (file: string): string[] => readFileSync(file, "utf8").split("\0").slice(0, -1);

/** Runs a call of the script, and writes its output into the folder of the call. */
async function answer(call: string): Promise<number> {
  const [cwd = "", ...argv] = piecesOf(join(call, "words"));
  const env = Object.fromEntries(piecesOf(join(call, "env")).map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const stdin = readFileSync(join(call, "in"));
  const { code, stdout, stderr } = await runCli(argv, { cwd, env, stdin, now: new Date().toISOString() });
  writeFileSync(join(call, "out"), stdout);
  writeFileSync(join(call, "err"), stderr);
  return code;
}

/**
 * Makes a program that runs the tool for shell lines. Starting the real program takes longer than nearly all commands,
 * and `test/cli/bin.test.ts` tests it.
 */
export async function toolAtHand(): Promise<ToolAtHand> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-at-hand-"));
  const server = createServer((socket) => {
    createInterface({ input: socket }).on("line", (call) => {
      void answer(call).then(
        (code) => socket.end(`${code}\n`),
        // The script then calls `exit` with the error's text, for which bash prints an error.
        (error: unknown) => socket.end(`${error}\n`),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const program = join(folder, "iot-auth");
  writeFileSync(program, clientFor((server.address() as AddressInfo).port));
  chmodSync(program, 0o755);
  return {
    program,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runCli } from "../../cli/helpers/run-cli";

/** The tool for shell lines of a test, run inside the test's own process. */
export interface ToolAtHand {
  /** A program that takes the words, the environment and the standard input of `iot-auth`, and ends as that would. */
  readonly program: string;
  readonly close: () => Promise<void>;
}

/** Hands everything over, and waits for the exit code. Needs nothing that Node.js would have to start for. */
const clientFor = (port: number): string => `#!/bin/bash
call=$(mktemp -d "$0.XXXXXX")
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

/** Runs what a client has handed over, and leaves what came of it. */
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
 * Puts the tool at the hand of shell lines. To start it as a program takes longer than nearly all of its commands, and is what
 * `test/cli/bin.test.ts` tries.
 */
export async function toolAtHand(): Promise<ToolAtHand> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-at-hand-"));
  const server = createServer((socket) => {
    createInterface({ input: socket }).on("line", (call) => {
      void answer(call).then(
        (code) => socket.end(`${code}\n`),
        // The client then ends with what is no exit code, and says so.
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

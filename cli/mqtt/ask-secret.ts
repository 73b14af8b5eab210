import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Whether there is somebody to ask: both who types and who reads are at a terminal. */
export function canAsk({ stdin, stderr }: Pick<Io, "stdin" | "stderr">): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/**
 * Asks for a secret on a terminal, without showing what is typed.
 * @param question `Password of printer-7`
 * @throws {CliError} on ctrl-C (exit code 130), or if input ends without an answer
 */
export async function askSecret(io: Pick<Io, "stdin" | "stderr">, question: string): Promise<string> {
  io.stderr.write(`${question}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // As a terminal, readline takes echoing over from the terminal itself, and echoes to nowhere.
  const lines = createInterface({ input: io.stdin, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("SIGINT", () => reject(new CliError("Interrupted.", EXIT.interrupted)));
      lines.once("close", () => reject(new CliError("No answer was given.", EXIT.usage)));
    });
  } finally {
    lines.close();
    io.stderr.write("\n");
  }
}

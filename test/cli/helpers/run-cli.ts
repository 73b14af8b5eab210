import { PassThrough, Writable } from "node:stream";
import type { Io } from "../../../cli/io";
import { main } from "../../../cli/main";
import { keyboard } from "./interrupt";

/** Options of {@link runCli}. */
export interface RunOptions {
  /** Folder in which the command runs. */
  readonly cwd: string;
  /** The command's whole standard input. @default "" */
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: string;
  /** Whether standard input, output and error are terminals. @default false */
  readonly terminal?: boolean;
  /** Called with each piece of output, of both streams. */
  readonly onOutput?: (text: string) => void;
}

/** Exit code and output of a command. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time at which commands run, unless a test gives another. */
export const NOW = "2027-01-01T00:00:00Z";

/** Runs `iot-auth` in the test's process. */
export async function runCli(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const { cwd, stdin = "", env = {}, now = NOW, terminal = false, onOutput } = options;
  const [stdout, stderr] = [collector(terminal, onOutput), collector(terminal, onOutput)];
  const input = Object.assign(new PassThrough(), { isTTY: terminal });
  input.end(stdin);
  const io: Io = {
    stdin: input,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    cwd,
    now: () => new Date(now),
    loadModule: (path) => require(path),
  };
  const code = await main(argv, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/**
 * Runs a command that does not end by itself, and ends it when its output says that it has started.
 * @param end Ends the command. @default - ctrl-C is pressed
 */
export function runCliUntil(
  argv: readonly string[],
  running: RegExp,
  options: RunOptions,
  end: (ctrlC: () => void) => void = (ctrlC) => ctrlC(),
): Promise<RunResult> {
  const { pressCtrlC } = keyboard();
  let output = "";
  const onOutput = (text: string): void => {
    const was = running.test(output);
    output += text;
    if (!was && running.test(output)) end(pressCtrlC);
  };
  return runCli(argv, { ...options, onOutput });
}

function collector(isTTY: boolean, onOutput: RunOptions["onOutput"]) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      onOutput?.(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 100 }), text: () => Buffer.concat(chunks).toString("utf8") };
}

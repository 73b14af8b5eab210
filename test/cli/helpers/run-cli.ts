import { PassThrough, Writable } from "node:stream";
import type { Io } from "../../../cli/io";
import { main } from "../../../cli/main";
import { keyboard } from "./interrupt";

/** How a command is run. */
export interface RunOptions {
  /** Folder it runs in. */
  readonly cwd: string;
  /** All of standard input. */
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: string;
  /** Whether the three streams are terminals. */
  readonly terminal?: boolean;
  /** Called with each piece of output, of both streams. */
  readonly onOutput?: (text: string) => void;
}

/** What a command did. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The moment at which tests run. */
export const NOW = "2027-01-01T00:00:00Z";

/** Runs `iot-auth` inside this process. */
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
 * Runs a command that does not end by itself until its output says that it is under way.
 * @param end Makes it end; by default somebody presses ctrl-C
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

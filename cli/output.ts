import type { Writable } from "node:stream";
import { OutputError } from "./errors";
import type { Io, MaybeTerminal } from "./io";

/** How a piece of text looks on a terminal that has colours. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow";

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/**
 * What a command prints: results to standard output, everything else to standard error.
 * @example
 * await output.result({ name: "printer-7" }, () => "printer-7");
 * await output.note("Deploy with: npx cdktf deploy");
 */
export interface Output {
  /** Whether `--json` was given. */
  readonly json: boolean;
  /**
   * The command's one result: as JSON with `--json`, else as text.
   * @param text Lines without the last newline; `undefined` prints nothing
   * @throws {OutputError} if it could not be written
   */
  result(value: unknown, text: () => string | undefined): Promise<void>;
  /** A line for a person. */
  note(line: string): Promise<void>;
  /** Text in a style, where the results' stream is a terminal with colours. */
  style(style: Style, text: string): string;
}

/** @param json Asked for when something is printed, since options are parsed only then. */
export function createOutput(io: Io, json: () => boolean): Output {
  const colours = hasColours(io.stdout, io.env);
  return {
    get json() {
      return json();
    },
    async result(value, text) {
      const body = json() ? JSON.stringify(value, null, 2) : text();
      if (body !== undefined) await write(io.stdout, `${body}\n`);
    },
    async note(line) {
      await write(io.stderr, `${line}\n`).catch(() => undefined);
    },
    style: (style, text) => (colours ? `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m` : text),
  };
}

/**
 * Whether a stream shows colours: a terminal, unless `NO_COLOR` says otherwise.
 * @see https://no-color.org
 */
export function hasColours(stream: MaybeTerminal<Writable>, env: Io["env"]): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(new OutputError(error)) : resolve()));
  });
}

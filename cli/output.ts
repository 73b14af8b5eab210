import type { Writable } from "node:stream";
import { visible, visibleJson } from "../config/text";
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

/** A code of the program's own. */
const OWN_STYLE = new RegExp(`(\u001b\\[(?:${Object.values(CODES).flat().join("|")})m)`);

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
  /** A line for a person: one line, whatever the values in it hold. */
  note(line: string): Promise<void>;
  /** Text in a style, where the results' stream is a terminal with colours. */
  style(style: Style, text: string): string;
  /**
   * Lines as they may be written to a terminal: every character that commands one, other than those of {@link style}, is made visible.
   * The last line of defence, since it cannot know a line's end from one that a value brings; values are made visible before.
   */
  lines(text: string): string;
}

/** @param json Asked for when something is printed, since options are parsed only then. */
export function createOutput(io: Io, json: () => boolean): Output {
  const colours = hasColours(io.stdout, io.env);
  const line = (text: string) => visibleBut(colours ? OWN_STYLE : undefined, text);
  return {
    get json() {
      return json();
    },
    async result(value, text) {
      const body = json() ? visibleJson(value, 2) : text();
      if (body !== undefined) await write(io.stdout, `${json() ? body : this.lines(body)}\n`);
    },
    async note(text) {
      await write(io.stderr, `${line(text)}\n`).catch(() => undefined);
    },
    lines: (text) => text.split("\n").map(line).join("\n"),
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

/** @param kept Has one group around all of it, so that what it matches stands at every second place of the split text. */
function visibleBut(kept: RegExp | undefined, text: string): string {
  if (kept === undefined) return visible(text);
  const pieces = text.split(kept);
  return pieces.map((piece, i) => (i % 2 === 1 ? piece : visible(piece))).join("");
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(new OutputError(error)) : resolve()));
  });
}

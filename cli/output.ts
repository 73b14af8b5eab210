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

/** Matches the escape sequences of {@link CODES}. */
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
  /**
   * Writes a line for a person to standard error. Line breaks in values are made visible, so that it stays one line.
   */
  note(line: string): Promise<void>;
  /** Text in a style, if standard output is a terminal with colours; else the text unchanged. */
  style(style: Style, text: string): string;
  /**
   * Makes control characters in lines visible before they are written to a terminal, except the escape sequences of
   * {@link style}. Line breaks are kept, so values that may contain a line break must be made visible before.
   */
  lines(text: string): string;
}

/** @param json Called when a result is printed, since the options are not parsed before. */
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
 * Whether a stream shows colours: it is a terminal, `NO_COLOR` is not set, and `TERM` is not `dumb`.
 * @see https://no-color.org
 */
export function hasColours(stream: MaybeTerminal<Writable>, env: Io["env"]): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** @param kept A pattern inside one capturing group: `split` then returns its matches at odd indices. */
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

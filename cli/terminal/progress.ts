import { visible } from "../../config/text";
import type { Io } from "../io";

/** Milliseconds before the bar is first drawn, and between two drawings. */
const [FIRST, INTERVAL] = [400, 100];
/** Milliseconds after which the bar is drawn again without progress, so that its estimate changes during a long step. */
const RESTLESS = 1000;
/** Width of the bar, in columns. */
const BAR = 24;
/** Moves the cursor to the beginning of its line, and clears the line. */
export const CLEAR_LINE = "\r\u001b[K";

/** A progress bar on a terminal. */
export interface Progress {
  /** Counts one more step as done. */
  readonly advance: () => void;
  /** Removes the bar. */
  readonly end: () => void;
}

/**
 * Creates a progress bar on standard error. It is shown only on a terminal, and only for work that takes longer than {@link FIRST}.
 * @param what What is running, for the line: `Hashing passwords`
 * @param total Number of steps
 */
export function createProgress(io: Pick<Io, "stderr" | "env" | "now">, what: string, total: number): Progress {
  if (!hasCursor(io)) return { advance: () => undefined, end: () => undefined };
  const begin = io.now().getTime();
  let [done, next, drawn] = [0, begin + FIRST, false];
  const draw = (): void => {
    const now = io.now().getTime();
    if (now < next) return;
    next = now + INTERVAL;
    drawn = true;
    io.stderr.write(`${CLEAR_LINE}${progressLine(what, done, total, now - begin)}`);
  };
  const timer = setInterval(draw, RESTLESS);
  return {
    advance: () => {
      done += 1;
      draw();
    },
    end: () => {
      clearInterval(timer);
      if (drawn) io.stderr.write(CLEAR_LINE);
    },
  };
}

/** Whether standard error is a terminal that can clear a line. */
export function hasCursor({ stderr, env }: Pick<Io, "stderr" | "env">): boolean {
  return stderr.isTTY === true && env.TERM !== "dumb";
}

/** Formats a line like `Hashing passwords [######------------------] 25/100, about 3 s left`. @param elapsed Milliseconds since the start */
export function progressLine(what: string, done: number, total: number, elapsed: number): string {
  const filled = Math.floor((done / total) * BAR);
  const left = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  const bar = "#".repeat(filled) + "-".repeat(BAR - filled);
  const estimate = `, about ${left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
  return `${visible(what)} [${bar}] ${done}/${total}${done === 0 ? "" : estimate}`;
}

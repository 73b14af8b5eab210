import { visible } from "../../config/text";
import type { Io } from "../io";

/** Milliseconds before anything is drawn, and between two drawings. */
const [FIRST, INTERVAL] = [400, 100];
/** Milliseconds after which it is drawn again though nothing was done, so that a long step does not look like a standstill. */
const RESTLESS = 1000;
const BAR = 24;
/** Puts the cursor to the beginning of its line, and empties that. */
export const CLEAR_LINE = "\r\u001b[K";

/** A bar on a terminal that shows how far something has come. */
export interface Progress {
  /** One more is done. */
  readonly advance: () => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

/**
 * A progress bar on standard error: on a terminal only, and only for what takes longer than a moment.
 * @param what What is being done: `Hashing passwords`
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

/** Whether what stands on a line can be taken back. */
export function hasCursor({ stderr, env }: Pick<Io, "stderr" | "env">): boolean {
  return stderr.isTTY === true && env.TERM !== "dumb";
}

/** `Hashing passwords [######------------------] 25/100, about 3 s left`. */
export function progressLine(what: string, done: number, total: number, elapsed: number): string {
  const filled = Math.floor((done / total) * BAR);
  const left = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  const bar = "#".repeat(filled) + "-".repeat(BAR - filled);
  const estimate = `, about ${left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
  return `${visible(what)} [${bar}] ${done}/${total}${done === 0 ? "" : estimate}`;
}

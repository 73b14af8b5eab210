import type { Io } from "./io";

/** Milliseconds before anything is drawn, and between two drawings. */
const [FIRST, INTERVAL] = [400, 100];
const BAR = 24;
const CLEAR_LINE = "\r\u001b[K";

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
  if (!io.stderr.isTTY || io.env.TERM === "dumb") return { advance: () => undefined, end: () => undefined };
  const begin = io.now().getTime();
  let [done, next, drawn] = [0, begin + FIRST, false];
  return {
    advance: () => {
      done += 1;
      const now = io.now().getTime();
      if (now < next) return;
      next = now + INTERVAL;
      drawn = true;
      io.stderr.write(`${CLEAR_LINE}${progressLine(what, done, total, now - begin)}`);
    },
    end: () => {
      if (drawn) io.stderr.write(CLEAR_LINE);
    },
  };
}

/** `Hashing passwords [######------------------] 25/100, about 3 s left`. */
export function progressLine(what: string, done: number, total: number, elapsed: number): string {
  const filled = Math.floor((done / total) * BAR);
  const left = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  const bar = "#".repeat(filled) + "-".repeat(BAR - filled);
  return `${what} [${bar}] ${done}/${total}, about ${left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
}

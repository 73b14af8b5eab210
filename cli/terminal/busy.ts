import { visible } from "../../config/text";
import type { Io } from "../io";
import { CLEAR_LINE, hasCursor } from "./progress";

/** Milliseconds before anything is drawn, and between two drawings. */
const [FIRST, INTERVAL] = [400, 1000];

/**
 * Shows that something goes on whose end is not known, and for how long it has: on standard error, on a terminal only, only for what takes
 * longer than a moment, and taken away before anything else is printed. For what can be counted there is `createProgress`.
 * @param what What is being done: `Asking AWS`
 * @throws what the work throws
 * @example const outputs = await whileBusy(io, "Reading the stack's outputs", () => runTerraform(folder));
 */
export async function whileBusy<T>(io: Pick<Io, "stderr" | "env">, what: string, work: () => Promise<T>): Promise<T> {
  if (!hasCursor(io)) return work();
  let [drawn, timer] = [0, setTimeout(draw, FIRST)];
  function draw(): void {
    const seconds = drawn * (INTERVAL / 1000);
    io.stderr.write(`${CLEAR_LINE}${visible(what)} …${seconds > 0 ? ` ${seconds} s` : ""}`);
    drawn += 1;
    timer = setTimeout(draw, INTERVAL);
  }
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (drawn > 0) io.stderr.write(CLEAR_LINE);
  }
}

import { visible } from "../../config/text";
import type { Io } from "../io";
import { CLEAR_LINE, hasCursor } from "./progress";

/** Milliseconds before the line is first drawn, and between two drawings. */
const [FIRST, INTERVAL] = [400, 1000];

/**
 * Shows that work of unknown duration is running, and for how long: on standard error, only on a terminal, and only if it takes longer than
 * {@link FIRST}. The line is removed when the work ends. For work that can be counted, use `createProgress`.
 * @param what What is running, for the line: `Asking AWS`
 * @throws Whatever the work throws
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

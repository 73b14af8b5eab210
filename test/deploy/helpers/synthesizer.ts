/**
 * Synthesizes the project in the current folder at each message, as its `main.ts` does, with the modules of that project loaded once: to load
 * them is most of what a synthesis takes. Ends when its parent does.
 */
import { join } from "node:path";
import type * as RunSynthesis from "../../../infra/synthesis/run-synthesis";

/** What a synthesis came to. */
export interface Synthesized {
  readonly code: 0 | 1;
  readonly output: string;
}

const project = process.cwd();
const { runSynthesis } = require(join(project, "infra", "synthesis", "run-synthesis")) as typeof RunSynthesis;

process.on("message", async () => {
  delete require.cache[join(project, "iot-auth.config.ts")];
  let output = "";
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk: string | Uint8Array) => {
      output += chunk;
      return true;
    };
  const code = await runSynthesis(project, undefined, require);
  process.send?.({ code, output } satisfies Synthesized);
});

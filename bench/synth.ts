import { join, resolve } from "node:path";
import { interleave, measureCommand, median, report } from "./measure";

const ROUNDS = 5;

/**
 * Measures the synthesis of this project's stack, compared with the command of CDKTF's template, `npx ts-node main.ts`.
 */
export function benchSynth(): void {
  const repository = resolve(__dirname, "..");
  process.chdir(repository);
  const own = (): ReturnType<typeof measureCommand> => measureCommand([process.execPath, "--import", "tsx", "main.ts"]);
  own();
  const results = interleave(ROUNDS, {
    own,
    template: () =>
      measureCommand(["npx", "ts-node", join(repository, "main.ts")], {
        // Of the template's compiler options, only the output format matters: CommonJS.
        TS_NODE_COMPILER_OPTIONS: JSON.stringify({ module: "commonjs", moduleResolution: "node10" }),
      }),
  });
  const ours = results.own ?? [];
  const template = results.template ?? [];
  const time = { own: median(ours.map((c) => c.milliseconds)), template: median(template.map((c) => c.milliseconds)) };
  const memory = { own: median(ours.map((c) => c.mebibytes)), template: median(template.map((c) => c.mebibytes)) };
  report(
    "synth / npx ts-node main.ts: time",
    time.own / time.template,
    "at most 0.33",
    `${time.own.toFixed(0)} / ${time.template.toFixed(0)} ms`,
  );
  report(
    "synth / npx ts-node main.ts: memory",
    memory.own / memory.template,
    "at most 0.50",
    `${memory.own.toFixed(0)} / ${memory.template.toFixed(0)} MiB`,
  );
}

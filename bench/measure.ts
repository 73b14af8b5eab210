import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Returns the median; of an even number of values, the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Resources that a command used. */
export interface Cost {
  /** Duration of the command. */
  readonly milliseconds: number;
  /** Peak memory of its largest Node.js process. */
  readonly mebibytes: number;
  /** CPU time of all its Node.js processes. */
  readonly cpuMilliseconds: number;
}

const REPORTER = join(__dirname, "children", "report-memory.cjs");

/**
 * Runs a command and measures its duration and its Node.js processes, also those that a program such as npx starts.
 * @throws Error if the command fails
 */
export function measureCommand(command: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = process.cwd()): Cost {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  try {
    const [program = "", ...args] = command;
    const started = performance.now();
    const { status, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      cwd,
      env: { ...process.env, ...env, NODE_OPTIONS: `--require ${REPORTER}`, BENCH_MEMORY_FOLDER: folder },
    });
    const milliseconds = performance.now() - started;
    if (status !== 0) throw new Error(`${command.join(" ")} failed:\n${stderr}`);
    const costs = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as { kibibytes: number; cpuMilliseconds: number },
    );
    return {
      milliseconds,
      mebibytes: Math.max(...costs.map(({ kibibytes }) => kibibytes)) / 1024,
      cpuMilliseconds: costs.reduce((sum, each) => sum + each.cpuMilliseconds, 0),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Measures several candidates in turn, round after round, so that a change of the machine's load affects all of them.
 * @returns the results by candidate, in the order of the rounds
 */
export function interleave<T>(rounds: number, candidates: Readonly<Record<string, () => T>>): Record<string, T[]> {
  const results: Record<string, T[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(candidates)) {
      const list = results[name] ?? [];
      list.push(measure());
      results[name] = list;
    }
  }
  return results;
}

/** Prints a ratio with its title, the aim in words, and the figures that the ratio compares. */
export function report(title: string, ratio: number, aim: string, detail: string): void {
  console.log(`${title.padEnd(58)} ${ratio.toFixed(2).padStart(8)}   ${aim.padEnd(18)} ${detail}`);
}

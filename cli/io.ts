import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Invocation } from "../config/text";

/** A stream that may be a terminal. */
export type MaybeTerminal<T> = T & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything that a command uses besides its arguments. Tests replace it. */
export interface Io {
  readonly stdin: MaybeTerminal<Readable>;
  /** For results, which scripts read. */
  readonly stdout: MaybeTerminal<Writable>;
  /** For people: notes, progress, questions, errors. */
  readonly stderr: MaybeTerminal<Writable>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  /** How to call the tool in this folder, for the commands that it prints. */
  readonly invocation?: Pick<Invocation, "program" | "folders">;
  /** Loads a TypeScript module by its absolute path. */
  readonly loadModule: (path: string) => unknown;
  /**
   * Lets the process end before the reader of standard output has accepted all that was written.
   * @default - the process ends when everything has been accepted
   */
  readonly giveUpOutput?: () => void;
}

/** {@link Io} of this process. */
export interface ProcessIo extends Io {
  /** Whether {@link Io.giveUpOutput} was called. */
  readonly gaveUpOutput: () => boolean;
}

/**
 * The process's own streams and environment.
 * @param loadModule `require`, with TypeScript registered
 */
export function processIo(loadModule: Io["loadModule"]): ProcessIo {
  const { stdin, stdout, stderr, env } = process;
  // The callback of write() receives the error; without a listener, a closed pipe would end the process with a stack
  // trace.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  const cwd = process.cwd();
  let givenUp = false;
  return {
    ...{ stdin, stdout, stderr, env, cwd, loadModule },
    now: () => new Date(),
    invocation: invocationIn(cwd),
    giveUpOutput: () => {
      givenUp = true;
    },
    gaveUpOutput: () => givenUp,
  };
}

/**
 * How to call the tool in a folder. `npx` finds the tool inside the project only: elsewhere it would ask the npm
 * registry for a package of that name, which is somebody else's. `cdktf` runs in the nearest folder upward that has a
 * `cdktf.json`, or else in the project.
 * @param project Folder of the project
 */
export function invocationIn(current: string, project = resolve(__dirname, "..")): NonNullable<Io["invocation"]> {
  const path = relative(project, current);
  const folders = { current, project: nearestCdktfProject(current) ?? project };
  if (path !== ".." && !/^\.\.[/\\]/.test(path) && !isAbsolute(path)) return { folders };
  return { folders, program: ["node", join(relative(current, project), "cli", "bin.mjs")] };
}

function nearestCdktfProject(folder: string): string | undefined {
  if (existsSync(join(folder, "cdktf.json"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestCdktfProject(parent);
}

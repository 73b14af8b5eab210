import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal. */
export type MaybeTerminal<T> = T & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything a command touches outside its arguments, so that tests can put their own in its place. */
export interface Io {
  readonly stdin: MaybeTerminal<Readable>;
  /** For results: what a script would read. */
  readonly stdout: MaybeTerminal<Writable>;
  /** For people: notes, progress, questions, errors. */
  readonly stderr: MaybeTerminal<Writable>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  /** Loads a TypeScript module by its absolute path. */
  readonly loadModule: (path: string) => unknown;
}

/**
 * The process's own streams and environment.
 * @param loadModule `require`, with TypeScript registered
 */
export function processIo(loadModule: Io["loadModule"]): Io {
  const { stdin, stdout, stderr, env } = process;
  // Errors reach whoever writes; without a listener a closed pipe would end the process with a stack trace.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  return { stdin, stdout, stderr, env, cwd: process.cwd(), now: () => new Date(), loadModule };
}

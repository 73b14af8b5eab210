import { readFile, stat } from "node:fs/promises";

/** Names of what can be at a path instead of a file. They take the place of Node.js's error codes in messages. */
const NO_FILE = ["a folder", "a pipe", "a socket", "a device"] as const;
type NoFile = (typeof NO_FILE)[number];

/** How a file is read. */
export interface ReadOptions {
  /** Whether an open pipe may be given in place of a file, as in `review <(terraform show -json plan)`. @default false */
  readonly openPipe?: boolean;
}

/** Paths of the pipes that a shell has opened: `<(…)` and `/dev/stdin`. */
const OPEN_PIPES = /^\/(?:dev|proc)\//;

/**
 * Reads a file that an option or a setting names. A path that is not a file is refused before it is opened: reading a pipe without a writer would
 * wait forever, and a device may have no end.
 * @throws {NodeJS.ErrnoException} Node.js's error with its `code`; for a path that is not a file, `code` says what it is, see {@link isNoFile}
 * @example await readGivenFile("users.json")
 */
export async function readGivenFile(path: string, { openPipe = false }: ReadOptions = {}): Promise<Buffer> {
  const found = await stat(path);
  const opened = openPipe && found.isFIFO() && OPEN_PIPES.test(path);
  if (found.isFile() || opened) return readFile(path);
  const code = noFile(found);
  throw Object.assign(new Error(`${path} is ${code}, not a file`), { code });
}

/** Returns what is at a path that is not a file. */
export function noFile(found: { isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean }): NoFile {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}

/** Whether an error of {@link readGivenFile} says that the path is not a file. */
export function isNoFile(error: NodeJS.ErrnoException): error is NodeJS.ErrnoException & { readonly code: NoFile } {
  return NO_FILE.some((what) => what === error.code);
}

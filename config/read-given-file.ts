import { readFile, stat } from "node:fs/promises";

/** What is no file, as messages call it, in the place of Node's own codes. */
const NO_FILE = ["a folder", "a pipe", "a socket", "a device"] as const;
type NoFile = (typeof NO_FILE)[number];

/** How a file is read. */
export interface ReadOptions {
  /** Whether a pipe that is open already may stand for the file, as with `review <(terraform show -json plan)`. @default false */
  readonly openPipe?: boolean;
}

/** Where the pipes are that a shell has opened: `<(…)` and `/dev/stdin`. */
const OPEN_PIPES = /^\/(?:dev|proc)\//;

/**
 * Reads a file that somebody names. What is no file is refused before it is opened: a pipe into which no program writes would be waited for without
 * end, and a device may have none.
 * @throws {NodeJS.ErrnoException} Node's own, with its `code`; for what is no file the code says what it is, see {@link isNoFile}
 * @example await readGivenFile("users.json")
 */
export async function readGivenFile(path: string, { openPipe = false }: ReadOptions = {}): Promise<Buffer> {
  const found = await stat(path);
  const opened = openPipe && found.isFIFO() && OPEN_PIPES.test(path);
  if (found.isFile() || opened) return readFile(path);
  const code = noFile(found);
  throw Object.assign(new Error(`${path} is ${code}, not a file`), { code });
}

/** What stands where a file should. */
export function noFile(found: { isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean }): NoFile {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}

/** Whether something that is no file was to be read. */
export function isNoFile(error: NodeJS.ErrnoException): error is NodeJS.ErrnoException & { readonly code: NoFile } {
  return NO_FILE.some((what) => what === error.code);
}

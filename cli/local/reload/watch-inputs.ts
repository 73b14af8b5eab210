import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Editors write a file in several steps; one reload is enough for all of them. */
const QUIET_MILLISECONDS = 150;

/** Something that is watched. */
export interface WatchedInput {
  /** A folder, watched with all that is below it, or a file. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Calls `onChange` after any of the inputs has changed, been created or replaced.
 * @returns Ends the watching
 */
export function watchInputs(inputs: readonly WatchedInput[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MILLISECONDS);
  };
  const watchers = inputs.map((input) =>
    input.isFolder ? watchFolder(input.path, changed) : watchFile(input.path, changed),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** A folder that is not there yet is waited for, as a file is. */
function watchFolder(path: string, changed: () => void): FSWatcher {
  if (!existsSync(path)) return watchFile(path, changed);
  return watch(path, { recursive: true }, changed).on("error", () => undefined);
}

/**
 * Its folder is watched: a file that is replaced by another, as careful programs do, would no longer be the one watched. Of a folder that
 * is not there yet, the nearest one above: what is made there may be it.
 */
function watchFile(path: string, changed: () => void): FSWatcher {
  let watched = path;
  do watched = dirname(watched);
  while (!existsSync(watched));
  const name = watched === dirname(path) ? basename(path) : undefined;
  return watch(watched, (_, changedName) => {
    if (changedName === null || name === undefined || changedName === name) changed();
  }).on("error", () => undefined);
}

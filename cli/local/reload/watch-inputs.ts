import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** How long to wait after a change before the reload. Editors write a file in several steps, for which one reload is enough. */
const QUIET_MILLISECONDS = 150;

/** A file or folder that is watched. */
export interface WatchedInput {
  /** Path of the file, or of the folder, which is watched with everything in it. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Calls `onChange` after any of the inputs has changed, been created or replaced.
 * @returns A function that stops watching
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

/** Watches a folder, or for its creation if it does not exist. */
function watchFolder(path: string, changed: () => void): FSWatcher {
  if (!existsSync(path)) return watchFile(path, changed);
  return watch(path, { recursive: true }, changed).on("error", () => undefined);
}

/**
 * Watches the folder of a file, since a watch on the file itself ends when a program replaces the file. If the folder does not exist, the
 * nearest parent folder is watched for its creation.
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

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folder of the compiled tool, within the project. Git ignores it, like node_modules. */
export const COMPILED_FOLDER = "dist";

/** List of the sources of the compiled tool. It is written last, so that a folder with a manifest is complete. */
export const MANIFEST = "manifest.json";

/**
 * The state of a source file in the manifest.
 * @typedef {{ path: string, size: number, modified: number, sha256: string }} SourceState
 */

/** Returns the hash of a file's content, in hex. @returns {string} */
export const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/**
 * Returns the folder of the compiled tool if all its sources are unchanged. A source has changed if its size differs, or if both its modification
 * time and its content differ. In continuous integration the content is always compared, since a cache may have restored the time.
 * @param {string} project Folder of the project
 * @param {{ readonly CI?: string }} env
 * @returns {string | undefined} undefined if there is no compiled tool, or if a source was edited, moved or removed since
 */
export function compiledTool(project, env) {
  const folder = join(project, COMPILED_FOLDER);
  return readManifest(folder)?.every((source) => isUnchanged(project, source, env.CI === "true")) ? folder : undefined;
}

/** @returns {SourceState[] | undefined} */
function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")).sources;
  } catch {
    return undefined;
  }
}

function isUnchanged(project, source, byContent) {
  const file = join(project, source.path);
  const now = statSync(file, { throwIfNoEntry: false });
  if (now?.size !== source.size) return false;
  return (!byContent && now.mtimeMs === source.modified) || sha256(file) === source.sha256;
}

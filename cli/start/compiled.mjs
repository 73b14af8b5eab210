import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folder of the compiled tool, within the project. Git ignores it, like node_modules. */
export const COMPILED_FOLDER = "dist";

/** What the compiled tool was made from. Written last, so that it stands for a whole folder. */
export const MANIFEST = "manifest.json";

/**
 * What the manifest remembers of a source file.
 * @typedef {{ path: string, size: number, modified: number, sha256: string }} SourceState
 */

/** @returns {string} */
export const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/**
 * The folder of the compiled tool, if every file it was made from is what it was: a size that differs, or another time of change with another
 * content, and it is out of date. Contents are compared in any case in continuous integration, where a time can be what a cache restored.
 * @param {string} project Folder of the project
 * @param {{ readonly CI?: string }} env
 * @returns {string | undefined} undefined if there is none, or if a source was edited, moved or removed since
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

import { createRequire } from "node:module";
import { join } from "node:path";
import { register as registerRequire } from "tsx/cjs/api";
import { register as registerImport } from "tsx/esm/api";

/**
 * Returns functions that load the tool from its TypeScript sources: `load` for its modules, by their path in the project without extension, and
 * `loadModule` for the configuration.
 * @param {string} project Folder of the project
 */
export function loadTool(project) {
  registerRequire();
  registerImport();
  const require = createRequire(import.meta.url);
  return { load: (path) => require(join(project, `${path}.ts`)), loadModule: require };
}

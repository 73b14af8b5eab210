import { createRequire } from "node:module";
import { join } from "node:path";
import { register as registerRequire } from "tsx/cjs/api";
import { register as registerImport } from "tsx/esm/api";

/**
 * How to load the tool from its TypeScript sources: modules by their path in the project, without extension; the configuration in the same way.
 * @param {string} project Folder of the project
 */
export function loadTool(project) {
  registerRequire();
  registerImport();
  const require = createRequire(import.meta.url);
  return { load: (path) => require(join(project, `${path}.ts`)), loadModule: require };
}

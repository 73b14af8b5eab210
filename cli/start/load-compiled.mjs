import { existsSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, relative } from "node:path";

const require = createRequire(import.meta.url);

/**
 * Returns functions that load the compiled tool: `load` for its modules, by their path in the project without extension, and `loadModule` for other
 * TypeScript modules, such as the configuration.
 * @param {string} project Folder of the project
 * @param {string} compiled Folder of the compiled tool
 */
export function loadTool(project, compiled) {
  // With source maps, a stack trace names lines of the sources.
  if (process.env.IOT_AUTH_DEBUG) process.setSourceMapsEnabled(true);
  return {
    load: (path) => require(join(compiled, `${path}.js`)),
    loadModule: (path) => loadTypeScript(path, (source) => compiledFile(source, project, compiled)),
  };
}

/** Returns the compiled file of a source, if it exists. */
function compiledFile(source, project, compiled) {
  if (!source.endsWith(".ts")) return undefined;
  const file = join(compiled, relative(project, source).replace(/\.ts$/, ".js"));
  return file.startsWith(compiled) && existsSync(file) ? file : undefined;
}

/**
 * Loads a configuration as the tool loads it when it runs from its sources. Imports of this project's modules resolve to the compiled modules
 * that the tool itself has loaded, so that both use the same classes.
 */
function loadTypeScript(path, compiledFile) {
  const unregister = require("tsx/cjs/api").register();
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = (...asked) => {
    const found = resolveFilename(...asked);
    return compiledFile(found) ?? found;
  };
  try {
    return require(path);
  } finally {
    Module._resolveFilename = resolveFilename;
    unregister();
    // `unregister` switches source maps off. An error's stack trace, which is formatted when it is read, needs them to name lines of the configuration.
    process.setSourceMapsEnabled(true);
  }
}

import { existsSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, relative } from "node:path";

const require = createRequire(import.meta.url);

/**
 * How to load the compiled tool: its modules by their path in the project, without extension, and other TypeScript modules, such as the
 * configuration.
 * @param {string} project Folder of the project
 * @param {string} compiled Folder of the compiled tool
 */
export function loadTool(project, compiled) {
  // A trace names lines of the sources.
  if (process.env.IOT_AUTH_DEBUG) process.setSourceMapsEnabled(true);
  return {
    load: (path) => require(join(compiled, `${path}.js`)),
    loadModule: (path) => loadTypeScript(path, (source) => compiledFile(source, project, compiled)),
  };
}

/** The compiled file of a source, if it has one. */
function compiledFile(source, project, compiled) {
  if (!source.endsWith(".ts")) return undefined;
  const file = join(compiled, relative(project, source).replace(/\.ts$/, ".js"));
  return file.startsWith(compiled) && existsSync(file) ? file : undefined;
}

/**
 * Loads a configuration as the tool does that runs from its sources. What it imports of this project are the modules that the tool itself
 * has loaded, so that both know the same classes.
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
    // That ends source maps as well, by which an error's trace, formatted only when it is read, names lines of the configuration.
    process.setSourceMapsEnabled(true);
  }
}

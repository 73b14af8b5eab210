import { createRequire } from "node:module";
import { register as registerRequire } from "tsx/cjs/api";
import { register as registerImport } from "tsx/esm/api";

/** Loads the tool from its TypeScript sources; the configuration is loaded in the same way. */
export function loadTool() {
  registerRequire();
  registerImport();
  const require = createRequire(import.meta.url);
  return { ...require("./main.ts"), ...require("./io.ts"), loadModule: require };
}

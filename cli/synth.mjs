// Synthesizes one stack for `iot-auth local`, in its own process: with the compiled tool, or from the sources if one was edited since.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledTool } from "./start/compiled.mjs";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = compiledTool(project, process.env);
const { loadTool } = await import(compiled ? "./start/load-compiled.mjs" : "./start/load-sources.mjs");
const { load, loadModule } = loadTool(project, compiled);

await load("cli/local/synth-child").synthesizeAsTold(loadModule);

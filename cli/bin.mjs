#!/usr/bin/env node
// Starts `iot-auth`: as `npm install` compiled it, or from its TypeScript sources if there is no compiled tool or a source was edited since.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledTool } from "./start/compiled.mjs";

// Which Node.js runs this is no business of the person who reads its output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = compiledTool(project, process.env);
const { loadTool } = await import(compiled ? "./start/load-compiled.mjs" : "./start/load-sources.mjs");
const { load, loadModule } = loadTool(project, compiled);
const { main } = load("cli/main");
const { processIo } = load("cli/io");

const io = processIo(loadModule);
process.exitCode = await main(process.argv.slice(2), io);
if (io.gaveUpOutput()) process.exit();

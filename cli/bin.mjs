#!/usr/bin/env node
// Starts `iot-auth` from its TypeScript sources: there is no build step that could be forgotten.
import { createRequire } from "node:module";
import { register as registerRequire } from "tsx/cjs/api";
import { register as registerImport } from "tsx/esm/api";

// Which Node.js runs this is no business of the person who reads its output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

registerRequire();
registerImport();
const require = createRequire(import.meta.url);
const { main } = require("./main.ts");
const { processIo } = require("./io.ts");

const io = processIo(require);
process.exitCode = await main(process.argv.slice(2), io);
if (io.gaveUpOutput()) process.exit();

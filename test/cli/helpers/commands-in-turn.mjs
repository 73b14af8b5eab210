// Runs commands of the tool one after the other, with this process's outputs, so that everything that they print is
// seen. `node commands-in-turn.mjs PROJECT MARK`, with the commands as JSON on standard input. After each command, a
// line with MARK and the exit code is written to both outputs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const [project, mark] = process.argv.slice(2);
const commands = JSON.parse(readFileSync(0, "utf8"));

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
const part = (name) => import(pathToFileURL(join(project, "cli", "start", name)).href);
const { compiledTool } = await part("compiled.mjs");
const compiled = compiledTool(project, process.env);
const { loadTool } = await part(compiled ? "load-compiled.mjs" : "load-sources.mjs");
const { load, loadModule } = loadTool(project, compiled);
const { main } = load("cli/main");
const { invocationIn, processIo } = load("cli/io");
const io = processIo(loadModule);

for (const { argv, cwd, env = {}, input = "" } of commands) {
  process.chdir(cwd);
  Object.assign(process.env, env);
  const stdin = Readable.from(input === "" ? [] : [Buffer.from(input)]);
  const code = await main(argv, { ...io, stdin, cwd, invocation: invocationIn(cwd) });
  for (const stream of [process.stdout, process.stderr]) stream.write(`${mark}${code}\n`);
}
process.stderr.write(compiled ? "compiled" : "sources");

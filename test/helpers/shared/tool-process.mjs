// Runs the tool's commands for the tests of a run, one job for each message, with the tool's modules loaded once:
// loading them takes longer than nearly all commands. A job is a command, `{ argv, cwd, env, input }`, or a synthesis,
// `{ project }`. The process ends with its parent.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { loadTool } from "../../../cli/start/load-sources.mjs";

const require = createRequire(import.meta.url);
const tool = resolve(import.meta.dirname, "../../..");
/** Environment variables that `cli/bin.mjs` sets. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
// Loads the sources, since the compiled tool lacks modules that a synthesis needs.
const { load, loadModule } = loadTool(tool);
const { main } = load("cli/main");
const { invocationIn } = load("cli/io");
const { runSynthesis } = load("infra/synthesis/run-synthesis");
load("config/index");

/** Environment of a synthesis. With `CI`, each synthesis would bundle the programs again instead of using the cache. */
const own = { ...process.env, CI: "", XDG_CACHE_HOME: process.env.IOT_AUTH_TEST_READY_MADE };

function useEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env, QUIET);
}

/**
 * Makes the next job read the project's configuration again, since it may have changed. The project's `config` is a
 * copy of the one that is loaded here, which is used in its place.
 */
function readConfigurationAgain(project) {
  delete require.cache[join(project, "iot-auth.config.ts")];
  require.cache[join(project, "config", "index.ts")] = require.cache[join(tool, "config", "index.ts")];
}

/** Returns a stream that keeps the data written to it, and also appends the data to the list `both`. */
function collector(both) {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      for (const each of [chunks, both]) each.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => textOf(chunks) };
}

const textOf = (chunks) => Buffer.concat(chunks).toString("utf8");

async function command({ argv, cwd, env, input = "" }) {
  useEnvironment(env);
  const output = [];
  const [stdout, stderr] = [collector(output), collector(output)];
  const stdin = new PassThrough();
  stdin.end(input);
  const io = { stdin, stdout: stdout.stream, stderr: stderr.stream, env, cwd, loadModule };
  const code = await main(argv, { ...io, now: () => new Date(), invocation: invocationIn(cwd, tool) });
  return { code, stdout: stdout.text(), stderr: stderr.text(), output: textOf(output) };
}

async function synthesis({ project }) {
  useEnvironment(own);
  const writes = [process.stdout, process.stderr].map((stream) => [stream, stream.write]);
  let output = "";
  for (const [stream] of writes)
    stream.write = (chunk) => {
      output += chunk;
      return true;
    };
  try {
    return { code: await runSynthesis(project, undefined, loadModule), output };
  } finally {
    for (const [stream, write] of writes) stream.write = write;
  }
}

async function work(job) {
  const folder = job.project ?? job.cwd;
  process.chdir(folder);
  readConfigurationAgain(folder);
  const result = await (job.argv ? command(job) : synthesis(job));
  // The test may remove the folder, and a process cannot run in a folder that was removed.
  process.chdir(tool);
  return result;
}

// An empty job is answered when all modules are loaded.
process.on("message", async (job) => process.send("argv" in job || "project" in job ? await work(job) : {}));

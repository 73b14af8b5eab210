"use strict";

/**
 * The program of a function's own process: loads the handler, then answers one call after the other over the channel to the process
 * that started it. `LAMBDA_TASK_ROOT`, `_HANDLER` and `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` say what to run, as in Lambda.
 */

const { loadHandler } = require("./load-handler.cjs");
const { runHandler } = require("./run-handler.cjs");
const { startWatchdog } = require("./watchdog.cjs");

/** Lambda refuses larger answers. */
const MAX_ANSWER_CHARACTERS = 6 * 1024 * 1024;

/** Exit code that says: no call was begun, so one that was sent meanwhile can go to another process. The other side knows it too. */
const DIED_BETWEEN_CALLS = 150;

const channel = process.channel;
const send = process.send.bind(process);
// A handler in Lambda has no parent to talk to.
process.send = undefined;
process.disconnect = undefined;

let currentId;
const written = countOutput();

startWatchdog(Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE));
const loading = loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
loading.catch(() => {}); // told to the first caller

process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) => die(describe(error), 129));
process.on("unhandledRejection", (reason) => {
  die({ errorType: "Runtime.UnhandledPromiseRejection", errorMessage: `${reason}` }, 128);
});

process.on("message", async (call) => {
  currentId = call.id;
  let handler;
  try {
    handler = await loading;
  } catch (error) {
    die(describe(error), 1);
    return;
  }
  // With the channel out of the way, `beforeExit` tells that the handler has nothing left to wait for.
  channel.unref();
  let answer;
  try {
    answer = { payload: serialize(await runHandler(handler, JSON.parse(call.event), contextOf(call))) };
  } catch (error) {
    answer = { error: describe(error) };
  }
  channel.ref();
  currentId = undefined;
  send({ id: call.id, ...answer, written });
});

function contextOf({ context, deadline }) {
  return {
    ...context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function serialize(result) {
  let text;
  try {
    text = JSON.stringify(result) ?? "null";
  } catch {
    throw Object.assign(new Error("Unable to stringify response body"), { name: "Runtime.MarshalError" });
  }
  if (text.length > MAX_ANSWER_CHARACTERS) {
    const message = `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_CHARACTERS} bytes).`;
    throw Object.assign(new Error(message), { name: "Function.ResponseSizeTooLarge" });
  }
  return text;
}

/** An error as Lambda reports it. */
function describe(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: `${error}` };
}

function die(error, exitCode) {
  if (currentId === undefined) {
    process.stderr.write(`${error.errorType}: ${error.errorMessage}\n`);
    process.exit(DIED_BETWEEN_CALLS);
  }
  send({ id: currentId, error, written, fatal: true }, () => process.exit(exitCode));
}

/** Counts what is written, so that the other side knows when it has read all of a call's lines. */
function countOutput() {
  const bytes = { stdout: 0, stderr: 0 };
  for (const name of ["stdout", "stderr"]) {
    const stream = process[name];
    const write = stream.write.bind(stream);
    stream.write = (chunk, encoding, done) => {
      const flowing = write(chunk, encoding, done);
      bytes[name] += Buffer.byteLength(chunk, typeof encoding === "string" ? encoding : undefined);
      return flowing;
    };
  }
  return bytes;
}

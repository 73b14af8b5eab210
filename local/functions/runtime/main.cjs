"use strict";

/**
 * The program of a function's process: loads the handler, then answers one call after the other over the channel to the
 * stand-in. `LAMBDA_TASK_ROOT` and `_HANDLER` name the handler, as in Lambda.
 */

const { openChannel } = require("./channel.cjs");
const { loadHandler } = require("./load-handler.cjs");
const { runHandler } = require("./run-handler.cjs");

/** Lambda refuses larger answers. */
const MAX_ANSWER_CHARACTERS = 6 * 1024 * 1024;
/** Maximum length of an error's message; the rest is cut off. */
const MAX_ERROR_CHARACTERS = 65_536;

/**
 * Exit code if no call was running: a call that was sent meanwhile can be sent to another process.
 * `function-process.ts` has the same code.
 */
const DIED_BETWEEN_CALLS = 150;

let currentId;
const written = countOutput();

const loading = loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
loading.catch(() => {}); // reported to the first caller

process.on("uncaughtException", (error) => die(describe(error), 129));
process.on("unhandledRejection", (reason) => {
  die({ errorType: "Runtime.UnhandledPromiseRejection", errorMessage: `${reason}` }, 128);
});

const channel = openChannel(
  (call, settings) => void answer(call, settings),
  () => process.exit(0),
);
loading.finally(() => channel.send({ ready: true })).catch(() => {});

async function answer({ id, event, deadline }, settings) {
  currentId = id;
  let handler;
  try {
    handler = await loading;
  } catch (error) {
    die(describe(error), 1);
    return;
  }
  // When the channel does not keep the process alive, `beforeExit` fires once the handler has nothing left to wait for.
  channel.keepAlive(false);
  let error;
  let payload;
  try {
    payload = serialize(await runHandler(handler, event, contextOf(settings, id, deadline)));
  } catch (thrown) {
    error = describe(thrown);
  }
  channel.keepAlive(true);
  currentId = undefined;
  channel.send({ id, error, written }, payload);
}

function contextOf(settings, id, deadline) {
  // Settings come last: V8 takes ten times as long for members that are added to a copy.
  return {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    ...settings,
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

/** Returns error type and message as Lambda reports them. */
function describe(error) {
  const [type, message] = error instanceof Error ? [error.name, error.message] : [typeof error, error];
  return { errorType: String(type), errorMessage: `${message}`.slice(0, MAX_ERROR_CHARACTERS) };
}

function die(error, exitCode) {
  if (currentId === undefined) {
    process.stderr.write(`${error.errorType}: ${error.errorMessage}\n`);
    process.exit(DIED_BETWEEN_CALLS);
  }
  channel.send({ id: currentId, error, written, fatal: true }, undefined, () => process.exit(exitCode));
}

/** Counts the bytes that are written, so that the stand-in knows when it has read all lines of a call. */
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

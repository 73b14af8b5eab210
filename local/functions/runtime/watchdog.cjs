"use strict";

/**
 * A second thread in the function's process. It ends the process, whatever the handler is busy with, when the process that started it
 * is gone (an endless loop would otherwise burn a processor for ever) or when it holds more memory than it may: `--max-old-space-size`
 * bounds JavaScript's heap only, not buffers.
 */

const { writeSync } = require("node:fs");
const { Worker, isMainThread, workerData } = require("node:worker_threads");

/** Milliseconds between two looks while a call is under way or has just been, and while there is nothing to do. */
const [BUSY_MILLISECONDS, IDLE_MILLISECONDS] = [100, 1000];
/** Numbers that both threads share: calls that began, calls that ended, looks taken, and one that stays as it is. */
const [BEGUN, ENDED, LOOKS, NOTHING] = [0, 1, 2, 3];
const MEBIBYTE = 1024 * 1024;
/** What Node.js itself takes beside the function's memory. */
const OWN_MEMORY = 64 * MEBIBYTE;

/**
 * @param {number} memorySize MiB the function may use
 * @returns to be told when a call begins and ends: a process that has nothing to do is looked at seldom, since there may be many of them, and
 *   each look costs as much as a message of a client
 */
function startWatchdog(memorySize) {
  const shared = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(__filename, {
    workerData: { memorySize, parent: process.ppid, shared },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  worker.unref();
  return {
    begin() {
      Atomics.add(shared, BEGUN, 1);
      Atomics.notify(shared, BEGUN);
    },
    end: () => void Atomics.add(shared, ENDED, 1),
    /** How often it has looked. */
    looks: () => Atomics.load(shared, LOOKS),
    stop: () => worker.terminate(),
  };
}

function watch() {
  const { shared } = workerData;
  for (let seen; ; ) {
    look();
    Atomics.add(shared, LOOKS, 1);
    const begun = Atomics.load(shared, BEGUN);
    const idle = begun === seen && begun === Atomics.load(shared, ENDED);
    seen = begun;
    // A call that begins ends the longer wait.
    if (idle) Atomics.wait(shared, BEGUN, begun, IDLE_MILLISECONDS);
    else Atomics.wait(shared, NOTHING, 0, BUSY_MILLISECONDS);
  }
}

function look() {
  const { memorySize, parent } = workerData;
  const tooMuch = process.memoryUsage.rss() > memorySize * MEBIBYTE + OWN_MEMORY;
  if (tooMuch) {
    writeSync(2, `The function needs more than its ${memorySize} MB of memory: its process is ended\n`);
  }
  if (tooMuch || process.ppid !== parent) {
    process.kill(process.pid, "SIGKILL");
  }
}

if (!isMainThread) watch();

module.exports = { startWatchdog };

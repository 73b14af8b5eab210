"use strict";

/**
 * A second thread in the function's process. It ends the process, whatever the handler is busy with, when the process that started it
 * is gone (an endless loop would otherwise burn a processor for ever) or when it holds more memory than it may: `--max-old-space-size`
 * bounds JavaScript's heap only, not buffers.
 */

const { writeSync } = require("node:fs");
const { Worker, isMainThread, workerData } = require("node:worker_threads");

const INTERVAL_MILLISECONDS = 100;
const MEBIBYTE = 1024 * 1024;
/** What Node.js itself takes beside the function's memory. */
const OWN_MEMORY = 64 * MEBIBYTE;

/** @param {number} memorySize MiB the function may use */
function startWatchdog(memorySize) {
  const worker = new Worker(__filename, {
    workerData: { memorySize, parent: process.ppid },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  worker.unref();
}

function watch() {
  const { memorySize, parent } = workerData;
  const tooMuch = process.memoryUsage.rss() > memorySize * MEBIBYTE + OWN_MEMORY;
  if (tooMuch) {
    writeSync(2, `The function needs more than its ${memorySize} MB of memory: its process is ended\n`);
  }
  if (tooMuch || process.ppid !== parent) {
    process.kill(process.pid, "SIGKILL");
  }
}

if (!isMainThread) {
  setInterval(watch, INTERVAL_MILLISECONDS);
}

module.exports = { startWatchdog };

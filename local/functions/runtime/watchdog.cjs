"use strict";

/**
 * The watchdog: a process that watches the processes of functions, whatever they are busy with. It ends them all when
 * the stand-in has ended: a handler in an endless loop would otherwise use a processor without end. It reports a process
 * that uses more memory than it may (`--max-old-space-size` limits only JavaScript's heap, not buffers), and ends the
 * process if it still does at the next check. The other side is `watch-process.ts`.
 *
 * One process watches all, instead of a thread in each: starting a thread takes as much processor time as starting
 * Node.js.
 *
 * Reads lines of JSON: `{"pid":7,"memorySize":128}` for a process to watch, `{"pid":7}` when it has ended, and
 * `{"busy":true}` or `{"busy":false}` when the first process becomes busy or the last becomes idle. Writes a line with
 * the process id of each process that uses too much memory.
 */

const { execFile } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");

const MEBIBYTE = 1024 * 1024;
/** Memory of Node.js itself, in addition to the function's memory. */
const OWN_MEMORY = 64 * MEBIBYTE;
/**
 * Milliseconds between two checks while a process is busy, and while none is. Where a check has to start `ps`, the
 * second always applies.
 */
const [BUSY_MILLISECONDS, IDLE_MILLISECONDS] = [100, 1000];

/** @type {Map<number, { memorySize: number, told: boolean }>} */
const watched = new Map();

/** @param {(pid: number, bytes: number) => void} onMemory */
function lookIntoProc(onMemory) {
  for (const pid of watched.keys()) {
    try {
      const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      if (kibibytes !== undefined) onMemory(pid, Number(kibibytes) * 1024);
    } catch {
      // The process has ended.
    }
  }
}

/** Without `/proc` and without `ps`, as on Windows, memory outside of the heap is not limited. */
function askPs(onMemory) {
  if (watched.size === 0) return;
  execFile("/bin/ps", ["-o", "pid=,rss=", "-p", [...watched.keys()].join(",")], (_error, text) => {
    for (const [, pid, kibibytes] of text.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)) onMemory(Number(pid), kibibytes * 1024);
  });
}

let looking;

function lookEvery(milliseconds) {
  clearInterval(looking);
  looking =
    process.platform === "linux"
      ? setInterval(() => lookIntoProc(judge), milliseconds)
      : setInterval(() => askPs(judge), IDLE_MILLISECONDS);
}

function judge(pid, bytes) {
  const found = watched.get(pid);
  if (found === undefined || bytes <= found.memorySize * MEBIBYTE + OWN_MEMORY) return;
  // The stand-in should end the process, since it knows its call. The watchdog does so only if the stand-in is too
  // busy.
  if (found.told) end(pid);
  else process.stdout.write(`${pid}\n`);
  found.told = true;
}

function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has ended.
  }
}

// Ctrl+C is meant for the stand-in; when that has ended, the watchdog still has to end the processes.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.stdout.on("error", () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { pid, memorySize, busy } = JSON.parse(line);
    if (busy !== undefined) lookEvery(busy ? BUSY_MILLISECONDS : IDLE_MILLISECONDS);
    else if (memorySize === undefined) watched.delete(pid);
    else watched.set(pid, { memorySize, told: false });
  })
  .on("close", () => {
    for (const pid of watched.keys()) end(pid);
    process.exit(0);
  });

lookEvery(IDLE_MILLISECONDS);

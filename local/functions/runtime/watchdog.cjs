"use strict";

/**
 * A process that looks after the processes of functions, whatever they are busy with. It ends them all when the program that started it is
 * gone: an endless loop would otherwise burn a processor for ever. It tells of one that holds more memory than it may
 * (`--max-old-space-size` bounds JavaScript's heap only, not buffers), and ends it if it is still there at the next look. The other side is
 * `watch-process.ts`.
 *
 * One process for all, not a thread in each: starting a thread takes as much of a processor as starting Node.js.
 *
 * Reads lines of JSON: `{"pid":7,"memorySize":128}` for a process to look after, `{"pid":7}` once it has ended, and `{"busy":true}` while any
 * of them has something to do. Writes the process id of one that holds too much, a line each.
 */

const { execFile } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");

const MEBIBYTE = 1024 * 1024;
/** What Node.js itself takes beside the function's memory. */
const OWN_MEMORY = 64 * MEBIBYTE;
/** Milliseconds between two looks while any process has something to do, and while none has, or where a look takes a process of its own. */
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
      // It has ended.
    }
  }
}

/** Where there is no `ps` either, as on Windows, memory outside of the heap has no bound. */
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
  // Who started it ends it, and knows best which one it is. Unless that one is busy itself.
  if (found.told) end(pid);
  else process.stdout.write(`${pid}\n`);
  found.told = true;
}

function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

// Ctrl+C is for the program that started it, after whose end there is work to do.
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

/**
 * Preloaded into every Node.js process of a measured command: writes its peak memory and CPU time to
 * `BENCH_MEMORY_FOLDER`.
 */
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const cost = { kibibytes: maxRSS, cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000 };
    writeFileSync(join(process.env.BENCH_MEMORY_FOLDER, String(process.pid)), JSON.stringify(cost));
  });
}

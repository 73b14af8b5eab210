/** Preloaded into every Node.js process of a measured command: leaves the process's peak memory and processor time in a folder. */
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

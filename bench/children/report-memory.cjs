/** Preloaded into every Node.js process of a measured command: leaves the process's peak memory (KiB) in a folder. */
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  process.on("exit", () => {
    writeFileSync(join(process.env.BENCH_MEMORY_FOLDER, String(process.pid)), String(process.resourceUsage().maxRSS));
  });
}

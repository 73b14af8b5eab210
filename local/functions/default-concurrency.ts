import { totalmem } from "node:os";

const MEBIBYTE = 1024 * 1024;
/**
 * Memory that is planned for each handler's process. Measured with Node.js 20, before the first call: 40 MB are
 * resident, of which 6 MB are not shared with other processes.
 */
const PROCESS_BYTES = 64 * MEBIBYTE;
/** Share of the computer's memory for all processes together. */
const SHARE = 0.5;
/** Lambda's default concurrency for an account and Region. */
const MOST = 1000;
const LEAST = 4;

/**
 * Returns the default number of calls of a function that run at once: as many processes as fit into half of the memory,
 * but at least 4 and at most 1,000, which is Lambda's default.
 * @param bytes memory of this computer or its container
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 * @example
 * defaultConcurrency(8 * 1024 ** 3); // 64
 */
export function defaultConcurrency(bytes = memoryBytes()): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor((bytes * SHARE) / PROCESS_BYTES)));
}

function memoryBytes(): number {
  // Outside of a container this is 0, or more than the computer's memory.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

import { totalmem } from "node:os";

const MEBIBYTE = 1024 * 1024;
/** What a handler's process takes of its own, as measured with Node.js 20: 40 MB are resident, of which 6 are its own before the first call. */
const PROCESS_BYTES = 64 * MEBIBYTE;
/** Of the computer's memory, for all of them. */
const SHARE = 0.5;
/** Lambda's own default for an account and Region. */
const MOST = 1000;
const LEAST = 4;

/**
 * How many calls of a function run at once unless told otherwise: as many processes as fit into half of the memory, 4 to 1,000. Lambda runs
 * 1,000 by default.
 * @param bytes memory of this computer or its container
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 * @example
 * defaultConcurrency(8 * 1024 ** 3); // 64
 */
export function defaultConcurrency(bytes = memoryBytes()): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor((bytes * SHARE) / PROCESS_BYTES)));
}

function memoryBytes(): number {
  // 0, or more than there is, where the process is in no container.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

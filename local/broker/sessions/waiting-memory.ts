/** Share of the whole that every queue may always have. */
const LEAST = 1 / 256;

/**
 * The memory for messages that wait for slow or disconnected clients, shared by all clients. A queue may be as long as
 * the memory that is still free: a single slow client may have half of the whole, and each of `n` slow clients
 * `1 / (n + 1)`, so that they never use all of it. A queue may always have 1/256 of the whole, whatever the others use,
 * so that there is room for clients that are only a little behind.
 * @see https://doi.org/10.1109/90.664262 dynamic thresholds, as in switches with a shared buffer
 * @example
 * const memory = new WaitingMemory(3_000_000);
 * memory.used = 1_000_000; // one client is behind
 * memory.allows(64 * 1024); // true: another queue may have up to 2,000,000
 */
export class WaitingMemory {
  /** Bytes in all queues. A message that waits for several clients counts for each of them, although it exists once. */
  used = 0;

  /** @param total bytes */
  constructor(private readonly total: number) {}

  /** Whether a queue with this many bytes (which are part of {@link used}) may grow. */
  allows(bytes: number): boolean {
    return bytes < Math.max(this.total - this.used, this.total * LEAST);
  }
}

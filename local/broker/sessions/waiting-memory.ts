/** Every queue may have this part of the whole. */
const LEAST = 1 / 256;

/**
 * The memory in which messages wait for clients that are behind or away, shared by all of them. One queue may take what is free, and no
 * more: one slow client alone has a long queue, of `n` slow clients each has `1 / (n + 1)` of the whole, so that all together never take all
 * of it, and a client that is hardly behind always finds room: 1/256 of the whole at least, whatever the others take.
 * @see https://doi.org/10.1109/90.664262 dynamic thresholds, as in switches with a shared buffer
 * @example
 * const memory = new WaitingMemory(3_000_000);
 * memory.used = 1_000_000; // one client is behind
 * memory.allows(64 * 1024); // true: another one may have up to 2,000,000
 */
export class WaitingMemory {
  /** Bytes in all queues. A message that waits for several clients counts for each, though it is there once. */
  used = 0;

  /** @param total bytes */
  constructor(private readonly total: number) {}

  /** Whether a queue that has so many bytes (which are part of {@link used}) may get more. */
  allows(bytes: number): boolean {
    return bytes < Math.max(this.total - this.used, this.total * LEAST);
  }
}

/** Bytes of blocks. Smaller ones come from Node.js's own pool, larger ones are seldom. */
const SIZES = [16 * 1024, 64 * 1024] as const;
/** What is smaller than this, Node.js cuts from a pool of its own. */
const SMALLEST = 4096;
/** Bytes of blocks that are kept for the next one. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * Memory for what is written, used again and again. Without it every batch of every subscriber takes new memory outside of JavaScript's heap,
 * as much as a gigabyte a second, and Node.js goes through the whole heap, and waits, each time that it has taken some of it.
 * @example
 * const block = pool.take(10_000); // 16 KB
 * stream.write(block.subarray(0, 10_000), () => pool.give(block));
 */
export class BlockPool {
  private readonly free: readonly Buffer[][] = SIZES.map(() => []);
  private keptBytes = 0;

  /** A block of at least so many bytes. */
  take(bytes: number): Buffer {
    const size = bytes < SMALLEST ? -1 : SIZES.findIndex((each) => each >= bytes);
    if (size === -1) return Buffer.allocUnsafe(bytes);
    const block = this.free[size]?.pop();
    if (block === undefined) return Buffer.allocUnsafeSlow(SIZES[size] as number);
    this.keptBytes -= block.length;
    return block;
  }

  /** Takes back a block that {@link take} gave and of which nothing is used any more. */
  give(block: Buffer): void {
    const { length } = block;
    if (this.keptBytes + length > KEPT_BYTES) return;
    const free = this.free[SIZES.indexOf(length as (typeof SIZES)[number])];
    if (free === undefined) return;
    free.push(block);
    this.keptBytes += length;
  }

  /** Whether a block is worth giving back. */
  isPooled(block: Buffer): boolean {
    return SIZES.includes(block.length as (typeof SIZES)[number]);
  }
}

/** Sizes of pooled blocks, bytes. Larger blocks are rarely needed. */
const SIZES = [16 * 1024, 64 * 1024] as const;
/** Blocks smaller than this come from Node.js's own pool, bytes. */
const SMALLEST = 4096;
/** Maximum size of all unused blocks that are kept, bytes. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * A pool of memory blocks for outgoing bytes. Without it, every batch for every subscriber would allocate new memory
 * outside of JavaScript's heap, up to a gigabyte a second, and Node.js would run a full garbage collection each time
 * that some of it was allocated.
 * @example
 * const block = pool.take(10_000); // 16 KB
 * stream.write(block.subarray(0, 10_000), () => pool.give(block));
 */
export class BlockPool {
  private readonly free: readonly Buffer[][] = SIZES.map(() => []);
  private keptBytes = 0;

  /** Returns a block of at least this many bytes. */
  take(bytes: number): Buffer {
    const size = bytes < SMALLEST ? -1 : SIZES.findIndex((each) => each >= bytes);
    if (size === -1) return Buffer.allocUnsafe(bytes);
    const block = this.free[size]?.pop();
    if (block === undefined) return Buffer.allocUnsafeSlow(SIZES[size] as number);
    this.keptBytes -= block.length;
    return block;
  }

  /** Returns a block to the pool. It must come from {@link take} and must not be used any more. */
  give(block: Buffer): void {
    const { length } = block;
    if (this.keptBytes + length > KEPT_BYTES) return;
    const free = this.free[SIZES.indexOf(length as (typeof SIZES)[number])];
    if (free === undefined) return;
    free.push(block);
    this.keptBytes += length;
  }

  /** Whether a block has a size that the pool keeps. */
  isPooled(block: Buffer): boolean {
    return SIZES.includes(block.length as (typeof SIZES)[number]);
  }
}

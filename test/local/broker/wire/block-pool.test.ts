import { BlockPool } from "../../../../local/broker/wire/block-pool";

const MEBIBYTE = 1024 * 1024;

describe("BlockPool", () => {
  test("reuses a returned block for a request that it is large enough for", () => {
    const pool = new BlockPool();
    const block = pool.take(10_000);
    expect(block).toHaveLength(16 * 1024);
    pool.give(block);
    expect(pool.take(20_000)).not.toBe(block);
    expect(pool.take(4096)).toBe(block);
    expect(pool.take(4096)).not.toBe(block);
  });

  test.each([1, 4095, 4096, 16_384, 16_385, 65_536, 65_537])("returns a block of at least %s bytes", (bytes) => {
    const pool = new BlockPool();
    const block = pool.take(bytes);
    expect(block.length).toBeGreaterThanOrEqual(bytes);
    expect(pool.isPooled(block)).toBe(bytes >= 4096 && bytes <= 65_536);
  });

  test("does not keep blocks of other sizes", () => {
    const pool = new BlockPool();
    const small = pool.take(100);
    pool.give(small);
    expect(pool.take(100)).not.toBe(small);
  });

  test("keeps no more than 8 MiB", () => {
    const pool = new BlockPool();
    const blocks = Array.from({ length: 200 }, () => pool.take(65_536));
    for (const block of blocks) pool.give(block);
    const again = new Set(blocks.map(() => pool.take(65_536)));
    expect(blocks.filter((block) => again.has(block))).toHaveLength((8 * MEBIBYTE) / 65_536);
  });
});

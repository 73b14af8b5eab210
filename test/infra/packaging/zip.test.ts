import { fromBuffer } from "yauzl";
import { zip } from "../../../infra/packaging/zip";

/** One entry in a zip's central directory. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly mode: number;
  readonly dosDate: number;
  readonly dosTime: number;
  readonly size: number;
}

function entries(archive: Buffer): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: false }, (error, opened) => {
      if (error) return reject(error);
      const found: Entry[] = [];
      opened.on("entry", (entry) =>
        found.push({
          name: entry.fileName,
          method: entry.compressionMethod,
          mode: entry.externalFileAttributes >>> 16,
          dosDate: entry.lastModFileDate,
          dosTime: entry.lastModFileTime,
          size: entry.uncompressedSize,
        }),
      );
      opened.on("end", () => resolve(found));
      opened.on("error", reject);
      return undefined;
    });
  });
}

const files = { "b.txt": Buffer.from("bee"), "a.txt": Buffer.from("a".repeat(1000)), "c/d.txt": Buffer.alloc(0) };

describe("zip", () => {
  it("sorts its files, and gives them the date 1980-01-01 and the mode 0644", async () => {
    const common = { method: 0, mode: 0o100644, dosDate: (0 << 9) | (1 << 5) | 1, dosTime: 0 };
    expect(await entries(await zip(files))).toEqual([
      { name: "a.txt", size: 1000, ...common },
      { name: "b.txt", size: 3, ...common },
      { name: "c/d.txt", size: 0, ...common },
    ]);
  });

  it("stores files uncompressed, since compression differs between versions of Node.js", async () => {
    const archive = await zip(files);
    expect(archive.includes("a".repeat(1000))).toBe(true);
  });

  it("gives the same bytes for the same files in any order", async () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect((await zip(reversed)).equals(await zip(files))).toBe(true);
  });

  it("gives other bytes for another name or another content", async () => {
    const one = await zip({ a: Buffer.from("x") });
    expect((await zip({ b: Buffer.from("x") })).equals(one)).toBe(false);
    expect((await zip({ a: Buffer.from("y") })).equals(one)).toBe(false);
  });

  it("can be empty", async () => {
    expect(await entries(await zip({}))).toEqual([]);
  });
});

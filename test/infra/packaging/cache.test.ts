import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cached as cachedIn, cacheKey } from "../../../infra/packaging/cache";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (key: string): string => join(folder, "function", key, "function.zip");
/** Returns the variable of the user's cache folder, which holds the key of the seals. */
const home = (name = "home"): Record<string, string> => ({ XDG_CACHE_HOME: join(folder, name) });
const cached = (file: string, making: () => Promise<Buffer>, env = home()) => cachedIn(file, making, env);
const make = (text: string) => async (): Promise<Buffer> => Buffer.from(text);

const keyFile = (): string => join(folder, "home", "iot-auth", "build-cache.key");

function copyOf(from: string, to: string): void {
  for (const ending of ["", ".seal"]) copyFileSync(`${fileOf(from)}${ending}`, `${fileOf(to)}${ending}`);
}

function replaceWithFile(path: string): void {
  rmSync(path, { recursive: true });
  writeFileSync(path, "");
}

function age(key: string, hours: number): void {
  const then = new Date(Date.now() - hours * 60 * 60 * 1000);
  utimesSync(dirname(fileOf(key)), then, then);
}

describe("cached", () => {
  it("makes a result once", async () => {
    const making = jest.fn(make("one"));
    expect((await cached(fileOf("k"), making)).toString()).toBe("one");
    expect((await cached(fileOf("k"), making)).toString()).toBe("one");
    expect(making).toHaveBeenCalledTimes(1);
    expect(readFileSync(fileOf("k"), "utf8")).toBe("one");
  });

  it("can be called several times at once", async () => {
    const results = await Promise.all([1, 2, 3].map(() => cached(fileOf("k"), make("one"))));
    expect(results.map(String)).toEqual(["one", "one", "one"]);
  });

  it("keeps no file if making the result fails", async () => {
    const failing = cached(fileOf("k"), () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(existsSync(fileOf("k"))).toBe(false);
  });

  it("removes results that were not used for a day when it makes a new one", async () => {
    await cached(fileOf("old"), make("old"));
    await cached(fileOf("recent"), make("recent"));
    age("old", 25);
    age("recent", 23);
    await cached(fileOf("new"), make("new"));
    expect(["old", "recent", "new"].map((key) => existsSync(fileOf(key)))).toEqual([false, true, true]);
  });

  it("does not remove an old result that was used recently", async () => {
    await cached(fileOf("old"), make("old"));
    age("old", 25);
    await cached(fileOf("old"), make("not made"));
    await cached(fileOf("new"), make("new"));
    expect(existsSync(fileOf("old"))).toBe(true);
  });

  it("names the file that cannot be written, and the reason", async () => {
    writeFileSync(join(folder, "function"), "a file in the way");
    await expect(cached(fileOf("k"), make("one"))).rejects.toThrow(
      `\`${fileOf("k")}\` must be a file that can be written, got: "ENOTDIR". Check the folder's permissions and the space on the disk.`,
    );
  });

  it.each([
    ["random bytes in place of the result", () => writeFileSync(fileOf("k"), "poison")],
    ["a missing seal", () => rmSync(`${fileOf("k")}.seal`)],
    ["another entry's result and seal", () => copyOf("other", "k")],
    ["a result sealed by another user", () => cached(fileOf("k"), make("poison"), home("another"))],
  ])("makes the result again after %s, and replaces the entry", async (_, poison) => {
    await cached(fileOf("k"), make("one"));
    await cached(fileOf("other"), make("other"));
    await poison();

    const making = jest.fn(make("one"));
    expect((await cached(fileOf("k"), making)).toString()).toBe("one");
    expect(readFileSync(fileOf("k"), "utf8")).toBe("one");
    expect((await cached(fileOf("k"), making)).toString()).toBe("one");
    expect(making).toHaveBeenCalledTimes(1);
  });

  it("uses no cache under CI=true, and makes no key", async () => {
    const making = jest.fn(make("one"));
    await cached(fileOf("k"), make("one"));
    for (const name of ["home", "ci"]) await cached(fileOf("k"), making, { ...home(name), CI: "true" });
    expect(making).toHaveBeenCalledTimes(2);
    expect(existsSync(join(folder, "ci"))).toBe(false);
  });

  it.each([
    ["that other users can read", () => chmodSync(keyFile(), 0o644)],
    ["whose folder is a file", () => replaceWithFile(join(folder, "home"))],
  ])("uses no cache, without an error, with a key %s", async (_, spoil) => {
    await cached(fileOf("k"), make("one"));
    spoil();
    expect((await cached(fileOf("k"), make("two"))).toString()).toBe("two");
  });

  it("replaces a truncated key", async () => {
    await cached(fileOf("k"), make("one"));
    writeFileSync(keyFile(), "half");
    expect((await cached(fileOf("k"), make("two"))).toString()).toBe("two");
    expect((await cached(fileOf("k"), make("three"))).toString()).toBe("two");
  });

  it("replaces an entry that is not a readable file", async () => {
    mkdirSync(join(folder, "function", "k"), { recursive: true });
    expect((await cached(fileOf("k"), make("one"))).toString()).toBe("one");
  });
});

describe("cacheKey", () => {
  it("depends on every part and on the boundaries between parts", () => {
    const keys = [["ab"], ["a", "b"], ["b", "a"], ["a", "b", ""], ["a"]].map(cacheKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(cacheKey(["a", Buffer.from("b")])).toBe(cacheKey(["a", "b"]));
  });
});

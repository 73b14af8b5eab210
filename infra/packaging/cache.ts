import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/problem";
import { writeAtomically } from "../write-atomically";

/** Results unused for this long are removed, milliseconds: a day. */
const KEPT = 24 * 60 * 60 * 1000;

/** A key for everything a result depends on. */
export function cacheKey(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(String(part.length)).update("\0").update(part);
  return hash.digest("hex").slice(0, 32);
}

/**
 * The content of `<kind>/<key>/<name>`, made and written by `make` if it is not there yet. Safe to run twice at once.
 * @throws {ConfigurationError} if the file cannot be written
 */
export async function cached(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const folder = dirname(file);
  try {
    // Used now: whoever cleans up at this moment, for another stack of the same synthesis, must leave it.
    await touch(folder).catch(() => undefined);
    return await readFile(file);
  } catch {
    const content = await make();
    await write(file, content);
    await removeOld(dirname(folder), folder);
    return content;
  }
}

async function write(file: string, content: Buffer): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeAtomically(file, content);
  } catch (error) {
    throw new ConfigurationError([
      {
        path: file,
        must: "be a file that can be written",
        got: (error as NodeJS.ErrnoException).code,
        remedy: "Check the folder's permissions and the space on the disk.",
      },
    ]);
  }
}

async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now);
}

/** Keeps the cache from growing with every change of a user. What cannot be removed now, like a file in use on Windows, can be later. */
async function removeOld(kindFolder: string, current: string): Promise<void> {
  const names = await readdir(kindFolder).catch(() => []);
  const others = names.map((name) => join(kindFolder, name)).filter((folder) => folder !== current);
  await Promise.all(others.map((folder) => removeIfOld(folder).catch(() => undefined)));
}

async function removeIfOld(folder: string): Promise<void> {
  const { mtimeMs } = await stat(folder);
  if (Date.now() - mtimeMs > KEPT) await rm(folder, { recursive: true, force: true });
}

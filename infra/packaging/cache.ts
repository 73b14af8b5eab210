import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ConfigurationError } from "../config/problem";

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
  try {
    return await readFile(file);
  } catch {
    const content = await make();
    await write(file, content);
    await removeOld(dirname(dirname(file)), dirname(file));
    return content;
  }
}

async function write(file: string, content: Buffer): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, content);
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

/** Keeps the cache from growing with every change of a user. Somebody else removing the same folder at the same time is fine. */
async function removeOld(kindFolder: string, current: string): Promise<void> {
  for (const name of await readdir(kindFolder)) {
    const folder = join(kindFolder, name);
    if (folder === current) continue;
    const modified = await stat(folder).then(
      (stats) => stats.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - modified > KEPT) await rm(folder, { recursive: true, force: true });
  }
}

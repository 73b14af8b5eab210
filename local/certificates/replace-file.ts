import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Puts a file in the place of another: a reader sees the old content or the new, and if anything fails the old one stays. The caller
 * holds the lock of the folder, so there is never a second writer, and neither owner nor links to be kept.
 *
 * Done with Node.js's own `writeFile`, which writes on until all is there, or fails: write-file-atomic (7.0.1) takes a write that stops half
 * way, as on a full disk, for a whole one.
 * @param mode of the file
 * @throws {Error} Node's own, with its `code`
 */
export async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const fresh = `${file}.new`;
  try {
    // One that a process left behind when it was killed may be readable by others.
    await rm(fresh, { force: true });
    await writeFile(fresh, content, { mode, flag: "wx", flush: true });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

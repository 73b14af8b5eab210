import { randomBytes } from "node:crypto";
import { chmod, chown, open, realpath, rename, rm, stat } from "node:fs/promises";

/**
 * Replaces a file, or makes it: a reader sees the old content or the new, never part of either, and if anything fails the old stays.
 * Mode and owner stay too, and a symbolic link goes on pointing at the file.
 *
 * Done here because write-file-atomic (7.0.1) takes a write that stops half way, as on a full disk, for a whole one, and puts the
 * truncated file in the place of the good one.
 * @param mode of a file that was not there @default - what the process makes files with
 * @throws {Error} Node's own, with its `code`
 */
export async function writeAtomically(path: string, content: string | Buffer, mode?: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx", before?.mode ?? mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (before) await keepAccess(temporary, before);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function keepAccess(path: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): Promise<void> {
  // Only root may give files away; whoever else writes here owns the file already, or becomes its owner.
  await chown(path, uid, gid).catch(() => undefined);
  await chmod(path, mode);
}

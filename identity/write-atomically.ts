import { randomBytes } from "node:crypto";
import { chmod, chown, lstat, open, readdir, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** No write takes so long, milliseconds: a temporary file older than that is left over, whatever process has its writer's number by now. */
const LONGEST_WRITE = 60 * 60 * 1000;

/**
 * Replaces a file, or makes it: a reader sees the old content or the new, never part of either, and if anything fails the old stays.
 * Mode and owner stay too, and a symbolic link goes on pointing at the file. What a process that was killed half way has left is removed.
 *
 * Done here because write-file-atomic (7.0.1) takes a write that stops half way, as on a full disk, for a whole one, and puts the
 * truncated file in the place of the good one.
 * @param mode of a file that was not there @default - what the process makes files with
 * @throws {Error} Node's own, with its `code`: `ENOENT` also for a symbolic link that points at nothing, which stays as it is
 */
export async function writeAtomically(path: string, content: string | Buffer, mode?: number): Promise<void> {
  const target = await targetOf(path);
  const before = await stat(target).catch(() => undefined);
  await removeLeftovers(target);
  const temporary = `${target}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
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

/**
 * The file that is meant by a path: where its symbolic links lead, or the path itself.
 * @throws {Error} Node's own, with the code `ENOENT`, if a link points at nothing: a file in its place would not be where others look
 */
export async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const link = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (link) throw Object.assign(error as Error, { danglingTo: resolve(dirname(path), await readlink(path)) });
    return path;
  }
}

/**
 * Removes what {@link writeAtomically} left beside a file when its process was killed half way: it may hold hashes. A file that a running
 * process is at is left alone; and so is everything where nothing may be removed.
 * @param target The file, without symbolic links
 */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(`${basename(target)}.`))) {
    const [, pid] = /\.(\d+)-[0-9a-f]{12}\.tmp$/.exec(name.slice(basename(target).length)) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (!isRunning(Number(pid)) || age > LONGEST_WRITE) await rm(path, { force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked, so it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function keepAccess(path: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): Promise<void> {
  // Only root may give files away; any other user who writes here owns the file already, or becomes its owner.
  await chown(path, uid, gid).catch(() => undefined);
  await chmod(path, mode);
}

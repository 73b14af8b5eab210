import { randomBytes } from "node:crypto";
import { chmod, chown, lstat, open, readdir, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Longest time that a write can take, milliseconds. An older temporary file is a leftover, even if a process with its
 * writer's id runs: ids are reused.
 */
const LONGEST_WRITE = 60 * 60 * 1000;

/**
 * Replaces or creates a file: a reader sees either the old content or the new one, never a part, and after a failure
 * the old content stays. The file keeps its mode, and its owner where the process may set it; a symbolic link keeps
 * pointing at the file. Temporary files of processes that were killed are removed.
 *
 * Not done with write-file-atomic (7.0.1), because it takes an incomplete write, for example on a full disk, for a
 * complete one and replaces the file by a truncated one.
 * @param mode Mode of a new file @default - Node.js's default under the process's umask
 * @throws {Error} Node's own, with its `code`: `ENOENT` also for a symbolic link that points at nothing, which stays as
 * it is
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
 * Returns the file that a path's symbolic links lead to, or the path itself if nothing is there.
 * @throws {Error} Node's own, with the code `ENOENT` and `danglingTo`, if a link points at nothing: a file written in
 * place of the link would not be where other programs expect it
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
 * Removes temporary files that {@link writeAtomically} left beside a file when its process was killed: they may contain
 * hashes. A temporary file of a running process stays, and so does one that cannot be removed.
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
    // EPERM means that the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function keepAccess(path: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): Promise<void> {
  // Only root may give a file to another user. For all others this call sets at most the group, and the file is the
  // process's user's.
  await chown(path, uid, gid).catch(() => undefined);
  await chmod(path, mode);
}

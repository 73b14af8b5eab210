import { randomInt } from "node:crypto";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename } from "node:path";
import { lock } from "proper-lockfile";
import { ConfigurationError, Described, type Problem } from "../../../config/problem";
import { isNoFile, readGivenFile } from "../../../config/read-given-file";
import { decodeText } from "../../../config/text";
import { removeLeftovers, targetOf, writeAtomically } from "../../write-atomically";
import type { User, UsersFile } from "../users-schema";
import { parseUsers } from "./parse-users";

/** Value of `$schema` in new files, with which editors find the schema. */
export const USERS_SCHEMA_PATH = "./schemas/users.schema.json";

/**
 * How long a writer waits for another writer in total, and the range of one pause; milliseconds. A dead process's lock
 * expires in half of that.
 */
const WAIT = { longest: 20_000, atLeast: 20, atMost: 100 } as const;

/**
 * Reads and checks a users file; a missing file holds no users. Temporary files of writers that were killed are
 * removed.
 * @throws {ConfigurationError} if the file is wrong, cannot be read, or is a symbolic link that points at nothing:
 * treating such a link as "no users" would remove every user with the next deploy
 */
export async function readUsersFile(path: string): Promise<UsersFile> {
  try {
    const target = await targetOf(path);
    await removeLeftovers(target);
    const text = decodeText(await readGivenFile(target));
    if (text === undefined) throw new ConfigurationError([notText(path)]);
    return parseUsers(text, basename(path));
  } catch (error) {
    if (isDangling(error)) throw new ConfigurationError([dangling(path, error.danglingTo)]);
    if (isErrno(error, "ENOENT")) return { $schema: USERS_SCHEMA_PATH, users: [] };
    throw isErrno(error) ? unusable(path, "read", error) : error;
  }
}

/**
 * Changes a users file: reads it, calls `change` with the users, and writes the users that `change` returns. Concurrent
 * writers wait for each other, and a reader sees the old file or the new one, never a part. If `change` throws, nothing
 * is written.
 * @throws {ConfigurationError} if the file is wrong before or would be wrong after the change, or cannot be written
 * @example await updateUsersFile("users.json", (users) => users.filter((user) => user.name !== "printer-7"))
 */
export async function updateUsersFile(
  path: string,
  change: (users: readonly User[]) => readonly User[] | Promise<readonly User[]>,
): Promise<void> {
  const release = await acquire(path);
  try {
    const file = await readUsersFile(path);
    await checkWritable(path);
    const users = await change(file.users);
    // The file is not rewritten if no user changed: git would show a difference if the file is formatted differently.
    if (users.length === file.users.length && users.every((user, index) => user === file.users[index])) return;
    const text = `${JSON.stringify({ ...file, users }, null, 2)}\n`;
    parseUsers(text, basename(path));
    await writeAtomically(path, text);
  } catch (error) {
    throw isErrno(error) ? unusable(path, "written", error) : error;
  } finally {
    await release();
  }
}

/** Refuses a read-only file: replacing a file needs no permission to write it, so the write itself would succeed. */
async function checkWritable(path: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: unknown) => {
    if (!isErrno(error, "ENOENT")) throw error;
  });
}

/**
 * Locks a file. Retries only while another process holds the lock; proper-lockfile's own retries would repeat every
 * other error, too.
 */
async function acquire(path: string): Promise<() => Promise<void>> {
  // The lock is that of the target, so that writers through different symbolic links wait for each other.
  const target = await targetOf(path).catch(() => path);
  for (let waited = 0; ; ) {
    try {
      return await lock(target, { realpath: false });
    } catch (error) {
      if (!isErrno(error, "ELOCKED")) throw isErrno(error) ? unusable(path, "written", error) : error;
      if (waited >= WAIT.longest) throw inUse(path);
    }
    const pause = randomInt(WAIT.atLeast, WAIT.atMost);
    await new Promise((resolve) => setTimeout(resolve, pause));
    waited += pause;
  }
}

function inUse(path: string): ConfigurationError {
  return new ConfigurationError([
    {
      path: basename(path),
      must: "not be in use by another writer",
      got: `${basename(path)}.lock`,
      remedy: "Wait for the other command to end; if none runs, delete the lock.",
    },
  ]);
}

function isDangling(error: unknown): error is { readonly danglingTo: string } {
  return typeof (error as { danglingTo?: unknown } | null)?.danglingTo === "string";
}

function dangling(path: string, got: string): Problem {
  const remedy = "Mount or restore what it points at, or remove the link to begin without users.";
  return { path: basename(path), must: "be a file, or a symbolic link to one that is there", got, remedy };
}

function notText(path: string): Problem {
  const remedy = "Save it as UTF-8, or restore it from git or a backup.";
  return { path: basename(path), must: "be UTF-8 text", got: new Described("other bytes"), remedy };
}

function unusable(path: string, verb: "read" | "written", error: NodeJS.ErrnoException): ConfigurationError {
  const [got, remedy] = isNoFile(error)
    ? [new Described(error.code), "Put a file there: it is read more than once, and replaced when users change."]
    : [error.code, "Check the file's and its folder's permissions, and the space on the disk."];
  return new ConfigurationError([{ path: basename(path), must: `be a file that can be ${verb}`, got, remedy }]);
}

function isErrno(error: unknown, code?: string): error is NodeJS.ErrnoException {
  const actual = (error as NodeJS.ErrnoException | null)?.code;
  return typeof actual === "string" && (code === undefined || actual === code);
}

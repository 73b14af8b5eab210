import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { writeAtomically } from "../../identity/write-atomically";

/** Length of the key, bytes. */
const KEY_BYTES = 32;
/** Permission bits of a file's group and of others. */
const OTHERS = 0o077;

/**
 * The seal of a result in the build cache. Its key is in the user's own cache folder and not in the project's, so
 * that a cache from a branch, an archive or another machine, or one that another person wrote into the
 * project, is not used.
 * @param place Kind, key and name of the result, so that one result cannot replace another
 * @returns HMAC-SHA256, hexadecimal
 */
export function seal(key: Buffer, place: string, content: Buffer): string {
  return createHmac("sha256", key).update(place).update("\0").update(content).digest("hex");
}

/**
 * The key of this user's seals, which is created at the first use.
 * @returns `undefined` if the key cannot be stored, or if others can read it: then results are not sealed
 */
export async function sealKey(env: Readonly<Record<string, string | undefined>>): Promise<Buffer | undefined> {
  const file = join(cacheFolderOf(env), "iot-auth", "build-cache.key");
  try {
    return (await readKey(file)) ?? (await makeKey(file));
  } catch {
    return undefined;
  }
}

async function makeKey(file: string): Promise<Buffer | undefined> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeAtomically(file, randomBytes(KEY_BYTES), 0o600);
  // Another process may have created a key in the meantime.
  return await readKey(file);
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  // Windows protects the folder itself from other users and has no such modes.
  if (process.platform !== "win32" && (found.mode & OTHERS || found.uid !== process.getuid?.())) {
    throw new Error("others can read the key");
  }
  const key = await readFile(file);
  return key.length === KEY_BYTES ? key : undefined;
}

function cacheFolderOf({ XDG_CACHE_HOME: xdg, LOCALAPPDATA: local }: Readonly<Record<string, string | undefined>>) {
  if (xdg && isAbsolute(xdg)) return xdg;
  return process.platform === "win32" && local ? local : join(homedir(), ".cache");
}

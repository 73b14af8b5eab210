import { rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { ConfigurationError, type Problem } from "../../config/problem";

/** Folder of the keys, relative to the configuration's folder. */
export const KEYS_FOLDER = "keys";

/**
 * Names of keys with files: characters that AWS and every file system allow, without a hyphen at the start, which would
 * read as an option. `__proto__` is excluded: in the configuration it would set the prototype of `publicKeys` in place
 * of adding a key.
 */
export const KEY_NAME = /^(?!__proto__$)[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/**
 * Returns the files of a key's halves: paths relative to the configuration's folder, with `/` on every operating
 * system.
 */
export function keyFiles(name: string): { readonly privateFile: string; readonly publicFile: string } {
  return {
    privateFile: posix.join(KEYS_FOLDER, `${name}.private.pem`),
    publicFile: posix.join(KEYS_FOLDER, `${name}.public.pem`),
  };
}

/** Returns the name of the key that a file belongs to; `undefined` if the file's name is not that of a key. */
export function keyNameOf(file: string): string | undefined {
  return /^(.+)\.(?:private|public)\.pem$/.exec(file)?.[1];
}

/** Returns the problem with a key's name, if there is one. */
export function checkKeyName(name: string, path: string): Problem | undefined {
  if (KEY_NAME.test(name)) return undefined;
  const remedy = 'It names two files and the key in AWS; write it like "key-2027".';
  return { path, must: "be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with - and not __proto__", got: name, remedy };
}

/**
 * Deletes files of keys. A missing file is not an error.
 * @param files Paths relative to `folder`
 * @throws {ConfigurationError} if one cannot be deleted
 */
export async function deleteKeyFiles(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await rm(join(folder, file), { force: true }).catch(({ code }: NodeJS.ErrnoException) => {
      const remedy = "Check the folder's permissions, and delete it yourself.";
      throw new ConfigurationError([{ path: file, must: "be a file that can be deleted", got: code, remedy }]);
    });
  }
}

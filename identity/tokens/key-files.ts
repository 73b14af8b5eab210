import { rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { ConfigurationError, type Problem } from "../../config/problem";

/** Folder of the keys, in the configuration's folder. */
export const KEYS_FOLDER = "keys";

/**
 * Name of a key that has files: what both AWS and every file system allow, and no option of a command. Nor `__proto__`: in the configuration it
 * would name no key, but change what kind of object `publicKeys` is.
 */
export const KEY_NAME = /^(?!__proto__$)[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/** Where a key's halves lie, from the configuration's folder, with `/` on every system. */
export function keyFiles(name: string): { readonly privateFile: string; readonly publicFile: string } {
  return {
    privateFile: posix.join(KEYS_FOLDER, `${name}.private.pem`),
    publicFile: posix.join(KEYS_FOLDER, `${name}.public.pem`),
  };
}

/** The key whose half a file holds, by the file's name. */
export function keyNameOf(file: string): string | undefined {
  return /^(.+)\.(?:private|public)\.pem$/.exec(file)?.[1];
}

/** What is wrong with a key's name. */
export function checkKeyName(name: string, path: string): Problem | undefined {
  if (KEY_NAME.test(name)) return undefined;
  const remedy = 'It names two files and the key in AWS; write it like "key-2027".';
  return { path, must: "be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with - and not __proto__", got: name, remedy };
}

/**
 * Deletes files of keys; one that is not there is no mistake.
 * @param files From the folder
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

import { generateKeyPair, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ConfigurationError, type Problem } from "../../config/problem";
import { MIN_KEY_BITS, type PublicKey, publicHalf } from "../../config/public-key";
import { type GitState, gitState } from "./git";
import { checkKeyName, KEYS_FOLDER, keyFiles } from "./key-files";

/** Most bits of a key: more would cost every login time, and AWS's own examples use no more. */
export const MAX_KEY_BITS = 4096;

/** A key pair that has just been made. */
export interface CreatedKey extends PublicKey {
  /** From the configuration's folder. */
  readonly privateFile: string;
  readonly publicFile: string;
}

/**
 * Makes a key pair: the private half in `keys/<name>.private.pem`, which only the owner can read, the public half beside it.
 * Overwrites nothing.
 * @param folder The configuration's folder
 * @throws {ConfigurationError} if name or bits are wrong, a file is there already, git would track the private key, or a file cannot be
 *   written; nothing is left behind then
 * @example await createKey(configFolder, "key-2027", 3072)
 */
export async function createKey(folder: string, name: string, bits: number): Promise<CreatedKey> {
  const problems = [checkKeyName(name, "NAME"), checkBits(bits)].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigurationError(problems);

  const { privateFile, publicFile } = keyFiles(name);
  for (const file of [privateFile, publicFile]) if (existsSync(join(folder, file))) throw exists(file);
  const state = await gitState(folder, privateFile);
  if (state !== "ignored" && state !== "outside") throw wouldBeTracked(privateFile, state);

  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: bits });
  const key = publicHalf(privateKey);
  await prepareFolder(join(folder, KEYS_FOLDER));
  try {
    await writeNew(join(folder, privateFile), pkcs8(privateKey), 0o600);
  } catch (error) {
    throw notWritten(privateFile, error);
  }
  try {
    await writeNew(join(folder, publicFile), key.pem, 0o644);
  } catch (error) {
    await rm(join(folder, privateFile));
    throw notWritten(publicFile, error);
  }
  return { ...key, privateFile, publicFile };
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Makes the folder of the keys, or closes the one there is to others. */
async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
  } catch (error) {
    throw unusable(KEYS_FOLDER, "folder", error);
  }
}

/** Writes a file that was not there before, whole or not at all. */
async function writeNew(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, "wx", mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function checkBits(bits: number): Problem | undefined {
  if (Number.isInteger(bits) && bits >= MIN_KEY_BITS && bits <= MAX_KEY_BITS) return undefined;
  const must = `be a whole number from ${MIN_KEY_BITS} to ${MAX_KEY_BITS}`;
  return { path: "--bits", must, got: bits, remedy: "AWS takes no shorter keys; leave it out for 3072." };
}

function exists(file: string): ConfigurationError {
  const remedy = "Choose another name: keys are never overwritten, because tokens depend on them.";
  return new ConfigurationError([{ path: "NAME", must: "be the name of a new key", got: file, remedy }]);
}

function wouldBeTracked(file: string, state: GitState): ConfigurationError {
  const must = "be a file that git ignores";
  const got = state === "unknown" ? "git could not be asked" : `${file}, ${state}`;
  const remedy =
    state === "unknown"
      ? "There is a repository here: see what git status says."
      : "Write this line into .gitignore: *.private.pem";
  return new ConfigurationError([{ path: file, must, got, remedy }]);
}

function notWritten(file: string, error: unknown): ConfigurationError {
  return (error as NodeJS.ErrnoException).code === "EEXIST" ? exists(file) : unusable(file, "file", error);
}

function unusable(path: string, kind: "file" | "folder", error: unknown): ConfigurationError {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = "Check the permissions there, and the space on the disk.";
  return new ConfigurationError([{ path, must: `be a ${kind} that can be written`, got: code, remedy }]);
}

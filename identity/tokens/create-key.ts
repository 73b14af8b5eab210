import { generateKeyPair, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ConfigurationError, type Problem } from "../../config/problem";
import { MIN_KEY_BITS, type PublicKey, publicHalf } from "../../config/public-key";
import { refuseUnlessIgnored } from "../git";
import { unusable, writeNewFiles } from "../write-new-files";
import { checkKeyName, KEYS_FOLDER, keyFiles } from "./key-files";

/** Maximum size of a key in bits: a larger key makes every login slower, and AWS's examples use none. */
export const MAX_KEY_BITS = 4096;

/** A new key pair: the public key, and the files of both halves. */
export interface CreatedKey extends PublicKey {
  /** Path relative to the configuration's folder. */
  readonly privateFile: string;
  readonly publicFile: string;
}

/**
 * Makes a key pair: the private key in `keys/<name>.private.pem`, which only the owner can read, and the public key in
 * `keys/<name>.public.pem`. Overwrites no file.
 * @param folder The configuration's folder
 * @throws {ConfigurationError} if name or bits are wrong, a file exists already, git would track the private key, or a
 * file cannot be written. No key is left behind then.
 * @example await createKey(configFolder, "key-2027", 3072)
 */
export async function createKey(folder: string, name: string, bits: number): Promise<CreatedKey> {
  const problems = [checkKeyName(name, "NAME"), checkBits(bits)].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigurationError(problems);

  const { privateFile, publicFile } = keyFiles(name);
  for (const file of [privateFile, publicFile]) if (existsSync(join(folder, file))) throw exists(file);
  await refuseUnlessIgnored(folder, privateFile, "*.private.pem");

  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: bits });
  const key = publicHalf(privateKey);
  await prepareFolder(join(folder, KEYS_FOLDER));
  const files = [
    { file: privateFile, text: pkcs8(privateKey), mode: 0o600 },
    { file: publicFile, text: key.pem, mode: 0o644 },
  ];
  await writeNewFiles(folder, files, exists);
  return { ...key, privateFile, publicFile };
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Makes the folder of the keys if needed, and allows only its owner to read it. */
async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
  } catch (error) {
    throw unusable(KEYS_FOLDER, "folder", error);
  }
}

function checkBits(bits: number): Problem | undefined {
  if (Number.isInteger(bits) && bits >= MIN_KEY_BITS && bits <= MAX_KEY_BITS) return undefined;
  const must = `be a whole number from ${MIN_KEY_BITS} to ${MAX_KEY_BITS}`;
  return { path: "--bits", must, got: bits, remedy: "AWS accepts no shorter keys; without --bits the key has 3072." };
}

function exists(file: string): ConfigurationError {
  const remedy = "Choose another name: keys are never overwritten, because tokens depend on them.";
  return new ConfigurationError([{ path: "NAME", must: "be the name of a new key", got: file, remedy }]);
}

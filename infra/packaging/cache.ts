import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { ConfigurationError } from "../../config/problem";
import { writeAtomically } from "../../identity/write-atomically";
import { seal, sealKey } from "./seal";

/** Results that were not used for this time are removed, milliseconds: one day. */
const KEPT = 24 * 60 * 60 * 1000;
/** Suffix of the file with a result's seal, beside the result. */
const SEAL = ".seal";

/** A key that depends on all inputs of a result. */
export function cacheKey(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(String(part.length)).update("\0").update(part);
  return hash.digest("hex").slice(0, 32);
}

/**
 * The content of `<kind>/<key>/<name>`, which `make` creates if it does not exist yet. Existing content is used only
 * with a valid seal of this user, see `seal`; if `CI` is `true`, as CI services set it, the content is always created
 * again. Two processes may call it at the same time.
 * @param file Path whose last three names are kind, key and name
 * @throws {ConfigurationError} if the file cannot be written
 */
export async function cached(
  file: string,
  make: () => Promise<Buffer>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Buffer> {
  const folder = dirname(file);
  const place = file.split(sep).slice(-3).join("/");
  const key = env.CI === "true" ? undefined : await sealKey(env);
  const kept = key === undefined ? undefined : await readSealed(file, (content) => seal(key, place, content));
  if (kept !== undefined) return kept;

  const content = await make();
  await write(file, content);
  // Without a seal the content is only created again next time.
  if (key !== undefined) await writeAtomically(`${file}${SEAL}`, seal(key, place, content)).catch(() => undefined);
  await removeOld(dirname(folder), folder);
  return content;
}

async function readSealed(file: string, expected: (content: Buffer) => string): Promise<Buffer | undefined> {
  try {
    // Marks the result as used: a clean-up at this moment, for another stack of the same synthesis, must keep it.
    await touch(dirname(file)).catch(() => undefined);
    const [content, found] = await Promise.all([readFile(file), readFile(`${file}${SEAL}`, "utf8")]);
    return found === expected(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

async function write(file: string, content: Buffer): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeAtomically(file, content);
  } catch (error) {
    throw new ConfigurationError([
      {
        path: file,
        must: "be a file that can be written",
        got: (error as NodeJS.ErrnoException).code,
        remedy: "Check the folder's permissions and the space on the disk.",
      },
    ]);
  }
}

async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now);
}

/**
 * Removes old results, so that the cache does not grow with every change of a user. A file that cannot be removed now,
 * such as one in use on Windows, is removed later.
 */
async function removeOld(kindFolder: string, current: string): Promise<void> {
  const names = await readdir(kindFolder).catch(() => []);
  const others = names.map((name) => join(kindFolder, name)).filter((folder) => folder !== current);
  await Promise.all(others.map((folder) => removeIfOld(folder).catch(() => undefined)));
}

async function removeIfOld(folder: string): Promise<void> {
  const { mtimeMs } = await stat(folder);
  if (Date.now() - mtimeMs > KEPT) await rm(folder, { recursive: true, force: true });
}

/** The digest of a bundled program in the access map: the first 32 hexadecimal digits of its SHA-256. */
export function codeDigest(code: Buffer): string {
  return createHash("sha256").update(code).digest("hex").slice(0, 32);
}

/** A key of all TypeScript files below a folder and of the bundler's version, on which a bundle depends. */
export async function sourceKey(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts")).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const { version } = JSON.parse(await readFile(require.resolve("esbuild/package.json"), "utf8")) as {
    version: string;
  };
  return cacheKey([version, ...names.flatMap((name, i) => [name.replaceAll("\\", "/"), contents[i] ?? ""])]);
}

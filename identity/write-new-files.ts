import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/problem";

/** A file that is to be made. */
export interface NewFile {
  /** From the folder that all of them are in. */
  readonly file: string;
  readonly text: string;
  /** `0o600` for a private key. */
  readonly mode: number;
}

/**
 * Writes files that were not there before: all of them, or none. A folder that lacks is made, and closed to others.
 * @param exists What to say of a file that is there already; it stays as it is
 * @throws {ConfigurationError} if one is there already or cannot be written
 * @example await writeNewFiles(configFolder, [{ file: "keys/a.private.pem", text, mode: 0o600 }], exists)
 */
export async function writeNewFiles(
  folder: string,
  files: readonly NewFile[],
  exists: (file: string) => ConfigurationError,
): Promise<void> {
  const written: string[] = [];
  for (const { file, text, mode } of files) {
    const path = join(folder, file);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeNew(path, text, mode);
      written.push(path);
    } catch (error) {
      for (const made of written) await rm(made, { force: true });
      throw (error as NodeJS.ErrnoException).code === "EEXIST" ? exists(file) : unusable(file, "file", error);
    }
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

/** What to say of a file or a folder that cannot be written. */
export function unusable(path: string, kind: "file" | "folder", error: unknown): ConfigurationError {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = "Check the permissions there, and the space on the disk.";
  return new ConfigurationError([{ path, must: `be a ${kind} that can be written`, got: code, remedy }]);
}

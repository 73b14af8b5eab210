import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/problem";

/** A file to create. */
export interface NewFile {
  /** Path relative to the folder of the call. */
  readonly file: string;
  readonly text: string;
  /** Permissions: `0o600` for a private key. */
  readonly mode: number;
}

/**
 * Creates files: all of them, or none. Missing folders are created with the mode 0700.
 * @param exists Returns the error for a file that exists already; the file is not changed
 * @throws {ConfigurationError} if a file exists already or cannot be written
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

/** Creates a file; removes it if its content cannot be written completely. */
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

/** Returns the error for a file or a folder that cannot be written. */
export function unusable(path: string, kind: "file" | "folder", error: unknown): ConfigurationError {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = "Check the permissions there, and the space on the disk.";
  return new ConfigurationError([{ path, must: `be a ${kind} that can be written`, got: code, remedy }]);
}

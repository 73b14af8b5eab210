import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/**
 * Checks that a file can be created without replacing another.
 * @param option Option that names the file, for messages: `--secrets-out`
 * @param remedy What to do instead, as a sentence
 * @throws {CliError} if the file exists: it may contain the only copy of something
 */
export function checkNewFile(option: string, path: string, remedy = "Choose another name."): void {
  if (!existsSync(path)) return;
  throw new CliError(
    `\`${option}\` must name a file that does not exist yet, got: ${JSON.stringify(path)}. ${remedy}`,
    EXIT.usage,
  );
}

/**
 * Writes a new file that only its owner may read.
 * @throws {CliError} if it exists, which leaves it unchanged, or if it cannot be written, which leaves no file
 * @example await writePrivateFile("--secrets-out", "/home/me/secrets.csv", "name,secret\n");
 */
export async function writePrivateFile(option: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") checkNewFile(option, path);
    else await rm(path, { force: true });
    throw new CliError(
      `\`${option}\` must name a file that can be written, got: ${JSON.stringify(path)} (${code}). ${
        code === "ENOENT"
          ? "Its folder does not exist: make it first."
          : "Check the folder's permissions and the space on the disk."
      }`,
      EXIT.usage,
    );
  }
}

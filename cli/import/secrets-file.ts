import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { MadeUsers } from "./make-users";
import { writeCsv } from "./write-csv";

/** What messages call the file. */
const OPTION = "`--secrets-out`";

/** @throws {CliError} if the file exists: it may hold secrets that are nowhere else */
export function checkSecretsFile(path: string): void {
  if (!existsSync(path)) return;
  throw new CliError(
    `${OPTION} must name a file that does not exist yet, got: ${JSON.stringify(path)}. Choose another name.`,
    EXIT.usage,
  );
}

/**
 * Writes generated secrets to a new file that only its owner may read.
 * @throws {CliError} if it exists or cannot be written; then it is not there, or as it was
 */
export async function writeSecretsFile(path: string, generated: MadeUsers["generated"]): Promise<void> {
  try {
    await writeFile(path, `${secretsCsv(generated)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") checkSecretsFile(path);
    else await rm(path, { force: true });
    throw new CliError(
      `${OPTION} must name a file that can be written, got: ${code}. Check the folder's permissions and the space on the disk.`,
      EXIT.usage,
    );
  }
}

/** Generated secrets as CSV, without the last newline. */
export function secretsCsv(generated: MadeUsers["generated"]): string {
  return writeCsv(
    ["name", "secret"],
    generated.map(({ name, secret }) => [name, secret]),
  );
}

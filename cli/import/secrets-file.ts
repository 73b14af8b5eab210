import type { MadeUsers } from "./make-users";
import { checkNewFile, writePrivateFile } from "./private-file";
import { writeCsv } from "./write-csv";

/** What messages call the file. */
const OPTION = "--secrets-out";

/** @throws {CliError} if the file exists: it may hold secrets that are nowhere else */
export function checkSecretsFile(path: string): void {
  checkNewFile(OPTION, path);
}

/**
 * Writes generated secrets to a new file that only its owner may read.
 * @throws {CliError} if it exists or cannot be written; then it is not there, or as it was
 */
export async function writeSecretsFile(path: string, generated: MadeUsers["generated"]): Promise<void> {
  await writePrivateFile(OPTION, path, `${secretsCsv(generated)}\n`);
}

/** Generated secrets as CSV, without the last newline. */
export function secretsCsv(generated: MadeUsers["generated"]): string {
  return writeCsv(
    ["name", "secret"],
    generated.map(({ name, secret }) => [name, secret]),
  );
}

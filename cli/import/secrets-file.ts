import { basename, dirname } from "node:path";
import { gitState } from "../../infra/tokens/git";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { MadeUsers } from "./make-users";
import { checkNewFile, writePrivateFile } from "./private-file";
import { writeCsv } from "./write-csv";

/** What messages call the file. */
const OPTION = "--secrets-out";

/**
 * @throws {CliError} if the file exists, since it may hold secrets that are nowhere else; and if git would track it, since whoever has the
 *   repository would have them
 */
export async function checkSecretsFile(path: string): Promise<void> {
  checkNewFile(OPTION, path);
  const state = await gitState(dirname(path), path);
  if (state === "ignored" || state === "outside") return;
  const [got, remedy] =
    state === "unknown"
      ? ["a file in a repository that git could not be asked about", "See what git status says there."]
      : [
          JSON.stringify(path),
          `Choose a place outside of the repository, or write a line for it into .gitignore: ${basename(path)}`,
        ];
  throw new CliError(`\`${OPTION}\` must name a file that git ignores, got: ${got}. ${remedy}`, EXIT.usage);
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

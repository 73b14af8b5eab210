import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { readGivenFile } from "../../config/read-given-file";
import { decodeText } from "../../config/text";
import { gitState } from "../../identity/tokens";
import { writeAtomically } from "../../identity/write-atomically";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { detectDelimiter, parseCsv } from "./formats/parse-csv";
import { writeCsv } from "./formats/write-csv";
import { checkNewFile, writePrivateFile } from "./private-file";

/** Option that names the file, for messages. */
const OPTION = "--secrets-out";
const COLUMNS = ["name", "secret"];

/** Secrets by the names of their users. */
export type Secrets = ReadonlyMap<string, string>;

/**
 * Checks that secrets may be written to a file.
 * @param resumed Whether it may be the file of an interrupted import
 * @throws {CliError} if the file exists, since it may contain the only copy of secrets, or if git would track it, since everyone with the
 *   repository could read them
 */
export async function checkSecretsFile(path: string, resumed = false): Promise<void> {
  if (!resumed) {
    checkNewFile(OPTION, path, "Choose another name, or continue the import that wrote it: --skip-existing.");
  }
  await checkIgnored(OPTION, path);
}

/**
 * Checks that git ignores a file that a secret is written to.
 * @param option Option that names the file, for messages: `--secrets-out`
 * @throws {CliError} if git would track it
 */
export async function checkIgnored(option: string, path: string): Promise<void> {
  const state = await gitState(dirname(path), path);
  if (state === "ignored" || state === "outside") return;
  const [got, remedy] =
    state === "unknown"
      ? ["a file in a repository that git could not be asked about", "See what git status says there."]
      : [
          JSON.stringify(path),
          `Choose a place outside of the repository, or write a line for it into .gitignore: ${basename(path)}`,
        ];
  throw new CliError(`\`${option}\` must name a file that git ignores, got: ${got}. ${remedy}`, EXIT.usage);
}

/**
 * Reads the secrets that an interrupted import has written. Some of its users may have them already; the others get them now.
 * @returns No secrets if there is no file
 * @throws {CliError} if the file cannot be read or contains something else
 */
export async function readSecretsFile(path: string): Promise<Secrets> {
  if (!existsSync(path)) return new Map();
  const bytes = await readGivenFile(path).catch(({ code }: NodeJS.ErrnoException) => {
    const got = `${JSON.stringify(path)} (${code})`;
    throw new CliError(
      `\`${OPTION}\` must name a file that can be read, got: ${got}. Choose another name.`,
      EXIT.usage,
    );
  });
  const text = decodeText(bytes) ?? "";
  const { records, mistakes } = parseCsv(text, detectDelimiter(text, COLUMNS).delimiter);
  const [header, ...rows] = records;
  const known =
    header?.fields.join() === COLUMNS.join() && rows.every(({ fields }) => /^[a-z2-7]{32}$/.test(fields[1] ?? ""));
  if (mistakes.length === 0 && known)
    return new Map(rows.map(({ fields: [name = "", secret = ""] }) => [name, secret]));
  throw new CliError(
    `\`${OPTION}\` must name a new file or the one of the import that was interrupted, got: ${JSON.stringify(path)}, which holds something else. Choose another name.`,
    EXIT.usage,
  );
}

/**
 * Writes generated secrets to a file that only its owner may read.
 * @param before Secrets that the file already contains, which are kept
 * @throws {CliError} if the file exists although `before` is empty, or if it cannot be written; an existing file is then unchanged
 */
export async function writeSecretsFile(path: string, secrets: Secrets, before: Secrets): Promise<void> {
  const text = `${secretsCsv(new Map([...before, ...secrets]))}\n`;
  if (before.size === 0 && !existsSync(path)) return writePrivateFile(OPTION, path, text);
  await writeAtomically(path, text, 0o600).catch(({ code }: NodeJS.ErrnoException) => {
    throw new CliError(
      `\`${OPTION}\` must name a file that can be written, got: ${code}. Check the folder's permissions and the space on the disk.`,
      EXIT.usage,
    );
  });
}

/** Generated secrets as CSV, without the last newline. */
export function secretsCsv(secrets: Secrets): string {
  return writeCsv(COLUMNS, [...secrets]);
}

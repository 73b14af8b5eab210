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

/** What messages call the file. */
const OPTION = "--secrets-out";
const COLUMNS = ["name", "secret"];

/** Secrets by the names of their users. */
export type Secrets = ReadonlyMap<string, string>;

/**
 * @param resumed Whether it may be the file of an import that was interrupted
 * @throws {CliError} if the file exists, since it may hold secrets that are nowhere else; and if git would track it, since anyone who has the
 *   repository would have them
 */
export async function checkSecretsFile(path: string, resumed = false): Promise<void> {
  if (!resumed) {
    checkNewFile(OPTION, path, "Choose another name, or go on with the import that wrote it: --skip-existing.");
  }
  await checkIgnored(OPTION, path);
}

/**
 * @param option What messages call the file: `--secrets-out`
 * @throws {CliError} if git would track it: it is going to hold a secret
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
 * The secrets that an import which was interrupted has written down: some of its users may have them already, all others shall get them.
 * @returns none where there is no file
 * @throws {CliError} if the file holds something else
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
 * @param before What the file holds already, which stays
 * @returns Puts the file back as it was
 * @throws {CliError} if it exists unexpectedly or cannot be written; then it is not there, or as it was
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

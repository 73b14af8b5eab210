import { basename, resolve } from "node:path";
import { readGivenFile } from "../../config/read-given-file";
import { decodeText } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** A file to import. */
export interface Input {
  readonly text: string;
  /** Name of the file in messages. */
  readonly label: string;
}

/**
 * Reads a text file, or standard input for `-`: UTF-8, or UTF-16 with a byte order mark, as Excel writes it as "Unicode text".
 * @throws {CliError} if it cannot be read or is not text
 */
export async function readInput(file: string, io: Io): Promise<Input> {
  const label = file === "-" ? "standard input" : basename(file);
  const bytes =
    file === "-"
      ? await readStdin(io)
      : await readGivenFile(resolve(io.cwd, file), { openPipe: true }).catch(unreadable(file));
  const text = decodeText(bytes);
  if (text === undefined || text.includes("\0")) {
    const got =
      text === undefined ? "other bytes" : "text with NUL bytes, as UTF-16 without a byte order mark has them";
    throw new CliError(`${label} must be UTF-8 text, got: ${got}. Save it as UTF-8.`, EXIT.usage);
  }
  return { text, label };
}

async function readStdin({ stdin }: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function unreadable(file: string): (error: NodeJS.ErrnoException) => never {
  return ({ code }) => {
    throw new CliError(
      `\`FILE\` must be a file that can be read, got: ${JSON.stringify(file)} (${code}). Check its path.`,
      EXIT.usage,
    );
  };
}

import { decodeText } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Maximum size of the input in bytes, which is more than any token needs. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads all of standard input: UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell writes it.
 * @throws {CliError} if standard input is a terminal, is larger than any token, or is not text
 */
export async function readText({ stdin }: Pick<Io, "stdin">): Promise<string> {
  if (stdin.isTTY)
    throw new CliError("Standard input must be a pipe or a file with a token in it. Or give --token.", EXIT.usage);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new CliError(`Standard input must hold a token, got: over ${MAX_BYTES} bytes.`, EXIT.usage);
  }
  const text = decodeText(Buffer.concat(chunks));
  if (text === undefined)
    throw new CliError("Standard input must hold a token as UTF-8 text, got: other bytes.", EXIT.usage);
  return text;
}

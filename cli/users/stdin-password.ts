import { decodeText } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Maximum size of the input in bytes. An MQTT password has at most 65,535. */
const MAX_BYTES = 256 * 1024;
/** Byte order marks of UTF-8 and UTF-16. */
const MARKS = [Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * Reads the password on standard input: all bytes, without one newline at the end, and without the byte order mark that Windows PowerShell and
 * editors write. Input with such a mark is converted to UTF-8; other input is used byte by byte.
 * @param example Command line for messages: `pass show printer-7 | iot-auth users add …`
 * @throws {CliError} if standard input is a terminal, which would show the password, or is larger than any password
 */
export async function stdinPassword({ stdin }: Pick<Io, "stdin">, example: string): Promise<Buffer> {
  if (stdin.isTTY) {
    throw new CliError(
      "`--password-stdin` must read from a pipe or a file, got: a terminal, which would show the password. " +
        `Write it like: ${example}`,
      EXIT.usage,
    );
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new CliError(
        `\`--password-stdin\` must read a password, got: more than ${MAX_BYTES} bytes. Write it like: ${example}`,
        EXIT.usage,
      );
    }
  }
  return withoutNewline(withoutMark(Buffer.concat(chunks)));
}

function withoutMark(bytes: Buffer): Buffer {
  const text = MARKS.some((mark) => bytes.subarray(0, mark.length).equals(mark)) ? decodeText(bytes) : undefined;
  return text === undefined ? bytes : Buffer.from(text);
}

function withoutNewline(bytes: Buffer): Buffer {
  const [last, beforeLast] = [bytes.at(-1), bytes.at(-2)];
  if (last !== 0x0a) return bytes;
  return bytes.subarray(0, beforeLast === 0x0d ? -2 : -1);
}

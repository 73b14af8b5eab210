import { ConfigurationError } from "../../infra/config/problem";
import { checkPassword, passwordLength, RECOMMENDED_PASSWORD } from "../../infra/users/check-password";
import type { CommandContext } from "../command-context";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** What messages call a password from standard input. */
const PATH = "--password-stdin";

/**
 * Reads a password from standard input: everything up to its end, without one newline at the end.
 * @throws {CliError} if standard input is a terminal, which would show it
 * @throws {ConfigurationError} if it is empty, too short or not UTF-8
 */
export async function readPassword({ io, output }: Pick<CommandContext, "io" | "output">): Promise<Buffer> {
  if (io.stdin.isTTY) {
    throw new CliError(
      "`--password-stdin` must read from a pipe or a file, got: a terminal, which would show the password. " +
        "Write it like: pass show printer-7 | iot-auth users add …",
      EXIT.usage,
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  const password = withoutNewline(Buffer.concat(chunks));
  const problem = checkPassword(password, PATH);
  if (problem) throw new ConfigurationError([problem]);
  if (passwordLength(password) < RECOMMENDED_PASSWORD) {
    await output.note(`The password is short; ${RECOMMENDED_PASSWORD} characters or more are recommended.`);
  }
  return password;
}

function withoutNewline(bytes: Buffer): Buffer {
  const [last, beforeLast] = [bytes.at(-1), bytes.at(-2)];
  if (last !== 0x0a) return bytes;
  return bytes.subarray(0, beforeLast === 0x0d ? -2 : -1);
}

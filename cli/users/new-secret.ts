import { ConfigurationError } from "../../config/problem";
import { iotAuth } from "../../config/text";
import {
  checkPassword,
  generateSecret,
  hashChosenPassword,
  hashGeneratedSecret,
  passwordLength,
  RECOMMENDED_PASSWORD,
} from "../../identity/users";
import type { CommandContext } from "../command-context";
import { stdinPassword } from "./stdin-password";

/** Name of a password from standard input, in messages. */
const PATH = "--password-stdin";

/**
 * Reads a password for a user from standard input, and checks it.
 * @throws {CliError} if standard input is a terminal, which would show it
 * @throws {ConfigurationError} if it is empty, too short, not UTF-8, or holds a NUL byte
 */
async function readPassword({ io, output }: Pick<CommandContext, "io" | "output">): Promise<Buffer> {
  const password = await stdinPassword(
    io,
    `pass show printer-7 | ${iotAuth("users", "add", "printer-7", "--group", "GROUP", "--password-stdin")}`,
  );
  const problem = checkPassword(password, PATH);
  if (problem) throw new ConfigurationError([problem]);
  if (passwordLength(password) < RECOMMENDED_PASSWORD) {
    await output.note(`The password is short; ${RECOMMENDED_PASSWORD} characters or more are recommended.`);
  }
  return password;
}

/** A new secret for a user. */
export interface NewSecret {
  /** Its hash, as a PHC string. */
  readonly stored: string;
  /** The secret itself, to be shown once; `undefined` for a password, which the person who chose it knows. */
  readonly shown?: string;
}

/** Generates a secret, or reads a password from standard input. */
export async function newSecret(
  context: Pick<CommandContext, "io" | "output">,
  passwordStdin: boolean,
): Promise<NewSecret> {
  if (passwordStdin) return { stored: await hashChosenPassword(await readPassword(context)) };
  const shown = generateSecret();
  return { stored: hashGeneratedSecret(shown), shown };
}

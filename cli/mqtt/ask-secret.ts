import askPassword from "@inquirer/password";
import { type AskedAt, ask, PLAIN } from "../ask";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** Whether there is somebody to ask: both who types and who reads are at a terminal. */
export function canAsk({ stdin, stderr }: AskedAt): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/**
 * Asks for a secret on a terminal, without showing what is typed.
 * @param question `Password of printer-7`
 * @throws {CliError} on ctrl-C (exit code 130), or if input ends without an answer
 */
export async function askSecret(io: AskedAt, question: string): Promise<string> {
  const secret = await ask(io, (place) => askPassword({ message: `${question}:`, theme: PLAIN }, place));
  if (secret === undefined) throw new CliError("No answer was given.", EXIT.usage);
  // Pasted from a file of Windows, a text may begin with a byte order mark that is not visible.
  return secret.replace(/^\uFEFF/, "");
}

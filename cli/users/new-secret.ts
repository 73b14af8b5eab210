import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../identity/users";
import type { CommandContext } from "../command-context";
import { readPassword } from "./read-password";

/** A secret for a user. */
export interface NewSecret {
  /** PHC string. */
  readonly stored: string;
  /** The secret itself, to be shown once; `undefined` for a password, which its chooser knows. */
  readonly shown?: string;
}

/** A generated secret, or a password from standard input. */
export async function newSecret(
  context: Pick<CommandContext, "io" | "output">,
  passwordStdin: boolean,
): Promise<NewSecret> {
  if (passwordStdin) return { stored: await hashChosenPassword(await readPassword(context)) };
  const shown = generateSecret();
  return { stored: hashGeneratedSecret(shown), shown };
}

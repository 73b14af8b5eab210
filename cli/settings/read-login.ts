import { ConfigurationError, Described } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { visible } from "../../config/text";
import type { CommandContext } from "../command-context";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { readCredentials } from "../mqtt/login-arguments";
import { type UserNameParts, userNameField } from "../mqtt/user-name-field";
import { PASSWORD_PLACEHOLDER, TOKEN_PLACEHOLDERS } from "./client-text";
import type { ClientLogin, SettingsClient } from "./settings-client";

/** Options of `settings` about secrets. */
export interface AskedLogin {
  readonly withSecret?: boolean;
  /** File that the text is written to. */
  readonly output?: string;
  readonly passwordStdin?: boolean;
  readonly tokenStdin?: boolean;
}

/**
 * Returns the login for a text: with placeholders, or with the secret if `--with-secret` is given.
 * @param authorizerName Authorizer to name in the user name
 * @throws {CliError} if a secret would be written neither to a terminal nor to the file of `--output`
 * @throws {ConfigurationError} if no secret is given, or the client's settings cannot hold it
 */
export async function readLogin(
  client: SettingsClient,
  stack: ResolvedStack,
  username: string,
  authorizerName: string | undefined,
  asked: AskedLogin,
  context: CommandContext,
): Promise<ClientLogin> {
  const { signing } = stack.settings.authorizer;
  const named = authorizerName === undefined ? { username } : { username, authorizerName };
  if (!asked.withSecret) {
    if (signing === undefined) return passwordLogin(named, PASSWORD_PLACEHOLDER);
    return tokenLogin({ ...named, token: { keyName: signing.tokenKeyName, ...TOKEN_PLACEHOLDERS } });
  }
  checkDestination(asked, context);
  const { password, token } = await readCredentials({ ...asked, username }, context, signing?.tokenKeyName);
  if (signing === undefined) return passwordLogin(named, textOf(password ?? Buffer.alloc(0), client));
  if (token === undefined) {
    const remedy = "Pipe in what token issue --json prints, and give --token-stdin.";
    throw new ConfigurationError([
      { path: "--with-secret", must: "be given a token, since the stack requires signed tokens", remedy },
    ]);
  }
  return tokenLogin({ ...named, token: { keyName: signing.tokenKeyName, ...token } });
}

const tokenLogin = (parts: UserNameParts): ClientLogin => ({ kind: "token", username: userNameField(parts), parts });

function passwordLogin(parts: UserNameParts, password: string): ClientLogin {
  return { kind: "password", username: userNameField(parts), password, parts };
}

/** A secret may be written to a terminal, or to a file that only its owner can read. A pipe, or a file that the shell opened, is neither. */
function checkDestination({ output }: AskedLogin, { io }: CommandContext): void {
  if (output !== undefined || io.stdout.isTTY) return;
  throw new CliError(
    "`--with-secret` must write to a terminal or a file that only its owner can read, got: a pipe or a file that the shell opened. Give --output FILE.",
    EXIT.usage,
  );
}

function textOf(password: Buffer, client: SettingsClient): string {
  const text = password.toString("utf8");
  const since =
    Buffer.from(text).equals(password) && visible(text) === text
      ? client.unfitPassword?.(text)
      : "it is not printable text";
  if (since === undefined) return text;
  const remedy = `The settings of ${client.title} cannot hold it, since ${since}. Give the user a generated secret: users rotate.`;
  throw new ConfigurationError([
    {
      path: "the password",
      must: "be one that the settings can hold",
      got: new Described(`${text.length} characters (not shown)`),
      remedy,
    },
  ]);
}

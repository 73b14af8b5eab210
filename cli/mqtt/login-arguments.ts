import askPassword from "@inquirer/password";
import { type Command, Option } from "commander";
import { ConfigurationError, hide, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import { readToken } from "../../identity/tokens";
import { LIMITS } from "../../lambda/contract";
import type { CommandContext } from "../command-context";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { type AskedAt, ask, PLAIN } from "../terminal/ask";
import { readText } from "../tokens/read-text";
import { stdinPassword } from "../users/stdin-password";

/** Options that say who logs in, as typed. */
export interface LoginArguments {
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly token?: string;
  readonly tokenStdin?: boolean;
  readonly signature?: string;
}

/** User name and secrets of a login. They must never be printed. */
export interface LoginCredentials {
  readonly username?: string;
  readonly password?: Buffer;
  readonly token?: { readonly value: string; readonly signature: string };
}

/** Environment variables that secrets are read from. */
export const SECRETS_IN_ENVIRONMENT = {
  password: "IOT_AUTH_PASSWORD",
  token: "IOT_AUTH_TOKEN",
  signature: "IOT_AUTH_SIGNATURE",
} as const;

/** Ends the help of every command that logs in. */
export const WHY_NO_PASSWORD_OPTION = `
Secrets:
  There is no option for a password, because everybody on a computer can list
  the arguments of its programs. It is read from standard input
  (--password-stdin), from the environment variable IOT_AUTH_PASSWORD, or asked
  for on a terminal. A token and its signature come from standard input
  (--token-stdin), from IOT_AUTH_TOKEN and IOT_AUTH_SIGNATURE, or from options,
  which others can see.`;

/** Adds the options of {@link LoginArguments}, and those for a certificate, to a command. */
export function addLoginOptions(command: Command): Command {
  return command
    .option("--username <NAME>", "login name; not needed with a token")
    .option("--password-stdin", "read the password from standard input")
    .addOption(
      new Option("--token-stdin", "read a token from standard input, as token issue prints it").conflicts([
        "passwordStdin",
        "token",
      ]),
    )
    .option("--token <TOKEN>", "the token key's value, for an authorizer with signing; others can see it")
    .option("--signature <SIGNATURE>", "the token's signature in standard base64")
    .option("--cert <FILE>", "log in with a certificate instead: PEM; needs --key")
    .option("--key <FILE>", "the certificate's private key: PEM without a password");
}

/** Problems with the arguments of a login, found without reading a secret. */
export function loginProblems(args: LoginArguments, io: Pick<Io, "stdin" | "stderr" | "env">): Problem[] {
  const token = args.tokenStdin || tokenGiven(args, io) !== undefined;
  const signature = args.tokenStdin || signatureGiven(args, io) !== undefined;
  const password = args.passwordStdin || present(io.env[SECRETS_IN_ENVIRONMENT.password]) || canAsk(io);
  const [noUser, onlySignature] = [!present(args.username), signature && !token];
  return [
    ...(noUser && !token ? [missing("--username", "It is the login name.")] : []),
    ...(!password && !token && !onlySignature
      ? [missing("--password-stdin", "Pipe the password in, or put it into IOT_AUTH_PASSWORD.")]
      : []),
    ...(token && !signature ? [missing("--signature", "AWS IoT Core refuses a token without its signature.")] : []),
    ...(onlySignature ? [missing("--token", "A signature needs its token; see --token-stdin.")] : []),
    ...(token ? tokenProblems(args, io) : []),
  ];
}

/**
 * Reads the secrets from standard input, the environment or the options, or asks for them on the terminal.
 * @param tokenKeyName Name under which clients send the token, to find the token in the user name that `token issue` prints
 * @throws {ConfigurationError} if standard input holds no password, or no token with its signature
 */
export async function readCredentials(
  args: LoginArguments,
  { io }: Pick<CommandContext, "io">,
  tokenKeyName = "token",
): Promise<LoginCredentials> {
  const username = present(args.username) ? { username: args.username } : {};
  const token = await readTokenAndSignature(args, io, tokenKeyName);
  const password = await givenPassword(args, io);
  if (token) return { ...username, token, ...(password ? { password } : {}) };
  return { ...username, password: password ?? Buffer.from(await askSecret(io, `Password of ${args.username}`)) };
}

async function givenPassword({ passwordStdin }: LoginArguments, io: Io): Promise<Buffer | undefined> {
  const inEnvironment = io.env[SECRETS_IN_ENVIRONMENT.password]?.replace(/^\uFEFF/, "");
  if (!passwordStdin) return present(inEnvironment) ? Buffer.from(inEnvironment) : undefined;
  const password = await stdinPassword(io, "pass show printer-7 | …");
  if (password.length > 0) return password;
  throw new ConfigurationError([missing("the password on standard input", "Write it like: pass show printer-7 | …")]);
}

async function readTokenAndSignature(args: LoginArguments, io: Io, tokenKeyName: string) {
  const given = {
    ...(args.tokenStdin ? readToken(await readText(io), tokenKeyName) : { token: tokenGiven(args, io) }),
    ...(signatureGiven(args, io) ? { signature: signatureGiven(args, io) } : {}),
  };
  if (given.token === undefined && !args.tokenStdin) return undefined;
  if (given.token && given.signature) return { value: given.token, signature: given.signature };
  const remedy = `Give --signature too, or pipe in what this prints: ${iotAuth("token", "issue", "--user", "NAME", "--json")}`;
  throw new ConfigurationError([missing("the token with its signature on standard input", remedy)]);
}

const tokenGiven = ({ token }: LoginArguments, { env }: Pick<Io, "env">) => token ?? env[SECRETS_IN_ENVIRONMENT.token];
const signatureGiven = ({ signature }: LoginArguments, { env }: Pick<Io, "env">) =>
  signature ?? env[SECRETS_IN_ENVIRONMENT.signature];

function tokenProblems(args: LoginArguments, io: Pick<Io, "env">): Problem[] {
  return [
    tooLong("--token", tokenGiven(args, io), LIMITS.tokenCharacters),
    tooLong("--signature", signatureGiven(args, io), LIMITS.signatureCharacters),
  ].filter((problem) => problem !== undefined);
}

function tooLong(path: string, text: string | undefined, most: number): Problem | undefined {
  if (text === undefined || text.length <= most) return undefined;
  return { path, must: `be at most ${most} characters`, got: hide(text), remedy: "This is AWS IoT Core's limit." };
}

function present(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

/** Whether a question can be asked: standard input and standard error are both a terminal. */
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
  // Text that is pasted from a Windows file may begin with a byte order mark, which is not visible.
  return secret.replace(/^\uFEFF/, "");
}

/** Returns the problem for a required argument that was not given. Problems are collected, so that all are reported at once. */
export function missing(path: string, remedy: string): Problem {
  return { path, must: "be given", remedy };
}

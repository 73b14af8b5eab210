import type { Command } from "commander";
import { visibleTexts } from "../../../config/text";
import { decodeToken, isoTime, readToken, type TokenVerdict, verifyToken } from "../../../identity/tokens";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { readText } from "../../tokens/read-text";
import { signingStack } from "../../tokens/signing-stack";
import { examples } from "../../usage-texts";
import { addStoreOptions, openStore, type StoreOptions } from "../../users/open-store";

interface Options extends StoreOptions {
  readonly token?: string;
  readonly signature?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Say whether a token would be accepted, and if not, why. Standard input may hold what token issue printed: the JSON, " +
        "the MQTT user name, the WebSocket address, or the token alone.",
    )
    .option("--token <TOKEN>", "the token; others on this machine can see it, so prefer standard input")
    .option("--signature <SIGNATURE>", "its signature in standard base64, if standard input does not hold it")
    .addHelpText(
      "after",
      examples([
        ["iot-auth token verify < printer-7.json", "what token issue --json wrote"],
        ["pbpaste | iot-auth token verify", "an MQTT user name or WebSocket address that does not work"],
      ]),
    )
    .action((options: Options) => verify(options, context));
}

async function verify(options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { project, stack, authorizerName, tokenKeyName, publicKeys } = await signingStack(context);
  const given = options.token === undefined ? readToken(await readText(io), tokenKeyName) : { token: options.token };
  const { token, signature = "" } = { ...given, ...(options.signature ? { signature: options.signature } : {}) };
  if (token === undefined) {
    throw new CliError(
      `Standard input must hold a token, as JSON or in ${tokenKeyName}=… . Or give --token.`,
      EXIT.usage,
    );
  }
  const sub = decodeToken(token)?.claims.sub;
  const user = sub === undefined ? undefined : await openStore(project, stack, options, io).find(sub);
  const users = user ? [user] : [];
  const verdict = verifyToken({ token, signature }, { publicKeys, audience: authorizerName, users, now: io.now() });
  await output.result(verdict, () => describe(verdict));
  if (!verdict.valid) context.exitWith(EXIT.refused);
}

function describe(verdict: TokenVerdict): string {
  const { valid, problems, key, claims } = visibleTexts(verdict);
  if (!valid || !claims) return problems.map(({ reason, message }) => `refused: ${message} (${reason})`).join("\n");
  return `valid: ${claims.sub}, until ${isoTime(claims.exp)}, signed with ${key}`;
}

import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { iotAuth } from "../../../config/text";
import { isoTime, issueToken, pasteForms } from "../../../identity/tokens";
import type { TokenClaims } from "../../../lambda/contract";
import type { CommandContext } from "../../command-context";
import { clientIdFor } from "../../settings/known-client";
import { parseWhen } from "../../terminal/parse-when";
import { chooseKey } from "../../tokens/choose-key";
import { formsText, httpTopic, issueNotes } from "../../tokens/issue-notes";
import { signingStack } from "../../tokens/signing-stack";
import { examples } from "../../usage-texts";
import { findKnownUser } from "../../users/known-user";
import { addStoreOptions, openStore, type StoreOptions } from "../../users/open-store";

interface Options extends StoreOptions {
  readonly user: string;
  readonly expires: string;
  readonly notBefore?: string;
  readonly key?: string;
  readonly endpoint: string;
}

/** Placeholder for the endpoint's host name. */
const PLACEHOLDER = "ENDPOINT";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Sign a token for a user and print it in the forms in which clients send it. Keep it as secret as a password.",
    )
    .requiredOption("--user <NAME>", "login name")
    .requiredOption(
      "--expires <WHEN>",
      "when the token expires: 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w)",
    )
    .option("--not-before <WHEN>", "when the token becomes valid (default: at once)")
    .option("--key <KEY>", "name of the key to sign with (default: the only one that is here)")
    .option("--endpoint <HOST>", "MQTT endpoint to write into the forms; iot-auth endpoint prints it", PLACEHOLDER)
    .addHelpText(
      "after",
      examples([
        ["iot-auth token issue --user printer-7 --expires 15m", "short-lived, for the page of a visitor"],
        ["iot-auth token issue --user printer-7 --expires 30d", "to paste: MQTT user name, WebSocket, HTTPS, AWS CLI"],
        [
          "iot-auth token issue --user printer-7 --expires 52w --json > printer-7.json",
          "token, signature and all forms",
        ],
      ]),
    )
    .action((options: Options) => issue(options, context));
}

async function issue(options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const times = readTimes(options, io.now());
  checkEndpoint(options.endpoint);
  const signing = await signingStack(context);
  const { project, stack, authorizerName, tokenKeyName } = signing;
  const { user, group } = await findKnownUser(openStore(project, stack, options, io), stack, options.user, "--user");
  const key = await chooseKey(signing, options.key);

  const claims: TokenClaims = { sub: user.name, aud: authorizerName, ...times, jti: randomUUID() };
  const signed = issueToken(claims, key.name, key.key);
  const topic = httpTopic(group, user.name);
  const forms = pasteForms({
    ...signed,
    user: user.name,
    authorizerName,
    tokenKeyName,
    endpoint: options.endpoint,
    region: stack.settings.region,
    clientId: clientIdFor(group, user.name, "1"),
    ...(topic === undefined ? {} : { topic }),
  });
  const [issuedAt, expiresAt] = [isoTime(times.iat), isoTime(times.exp)];
  await output.result(
    { user: user.name, authorizerName, tokenKeyName, key: key.name, issuedAt, expiresAt, claims, ...signed, forms },
    () => formsText(forms),
  );
  await output.note(`Signed with ${key.name} for ${authorizerName}; valid until ${expiresAt}.`);
  for (const line of issueNotes(user, times.exp, io.now(), key)) await output.note(line);
  if (options.endpoint === PLACEHOLDER)
    await output.note(`Put the host name in place of ${PLACEHOLDER}: ${iotAuth("endpoint")}`);
  if (topic === undefined)
    await output.note(`Over HTTPS ${user.group} can publish nothing: there is no client id there.`);
}

function readTimes({ expires, notBefore }: Options, now: Date): { iat: number; exp: number; nbf?: number } {
  const seconds = (when: string, path: string) => Date.parse(parseWhen(when, path, now)) / 1000;
  const exp = seconds(expires, "--expires");
  const times = { iat: Math.floor(now.getTime() / 1000), exp };
  if (notBefore === undefined) return times;
  const nbf = seconds(notBefore, "--not-before");
  if (nbf < exp) return { ...times, nbf };
  const remedy = "A token must become valid before it expires.";
  throw new ConfigurationError([{ path: "--not-before", must: "be before --expires", got: notBefore, remedy }]);
}

function checkEndpoint(endpoint: string): void {
  if (/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(endpoint)) return;
  const remedy = "Write it like abc123-ats.iot.us-east-1.amazonaws.com.";
  const must = "be a host name, with or without a port";
  throw new ConfigurationError([{ path: "--endpoint", must, got: endpoint, remedy }]);
}

import { resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import type { CommandContext } from "../../command-context";
import { checkNewFile, writePrivateFile } from "../../import/private-file";
import { checkIgnored } from "../../import/secrets-file";
import { loadProject } from "../../project";
import { checkInputs } from "../../settings/check-inputs";
import { chooseRoute } from "../../settings/choose-route";
import { findPlace } from "../../settings/client-place";
import { CLIENT_ENTRIES } from "../../settings/client-table";
import { clientText } from "../../settings/client-text";
import { leftOutText } from "../../settings/client-topics";
import { type AskedClient, findKnownClient } from "../../settings/known-client";
import { type AskedLogin, readLogin } from "../../settings/read-login";
import type { ClientInputs, ClientLogin, SettingsClient } from "../../settings/settings-client";
import { examples } from "../../usage-texts";

interface Options extends AskedLogin, AskedClient {
  readonly cert?: string;
  readonly key?: string;
  readonly clientId?: string;
  readonly topic: readonly string[];
  readonly qos: 0 | 1;
  readonly endpoint?: string;
}

/** Declares the command of one client; all of them take the same options. */
export function configure(command: Command, context: CommandContext): void {
  const name = command.name();
  command
    .option("--user <NAME>", "login name, for a password or a token")
    .option("--thing <NAME>", "a thing of certificates.things, for a certificate")
    .option("--authority <NAME>", "CA that provisions the thing just in time, for a thing that the configuration lacks")
    .option("--cert <FILE>", "the thing's certificate where the client runs (default: NAME.pem)")
    .option("--key <FILE>", "path of its private key there; the file is not read (default: NAME.key)")
    .option("--local", "for the running iot-auth local, with its CA, to try the text first")
    .option("--endpoint <HOST>", "MQTT endpoint (default: that of the applied stack)")
    .option("--client-id <ID>", "client id (default: the first that the group allows)")
    .option(
      "--topic <FILTER>",
      "a filter to use, perhaps followed by in or out; may be repeated (default: all)",
      collect,
      [],
    )
    .option("--qos <0|1>", "quality of service", readQos, 1)
    .option("--output <FILE>", "write a new file that only its owner can read")
    .option("--with-secret", "write the secret into the text: for a terminal or --output only")
    .option("--password-stdin", "read that secret from standard input (or IOT_AUTH_PASSWORD)")
    .option("--token-stdin", "read a token from standard input, for a stack with signing")
    .addHelpText("after", CHECKED_FIRST)
    .addHelpText("after", examplesFor(name))
    .action((options: Options) => settings(name, options, context));
}

/** Follows the options in every client's help. */
const CHECKED_FIRST = `
Checked first:
  The client id, each topic (publish; subscribe and receive; RETAIN for birth
  and will messages), lengths, what the client can hold and how it can reach
  the endpoint. Topics that the group does not allow are left out, and listed
  in the text and on standard error; if none is left, no text is written.`;

/** Clients that cannot send ALPN: they need a certificate, or an endpoint without ALPN. */
const WITHOUT_ALPN = ["nanomq-bridge", "nanomq-bridge-classic", "emqx-bridge", "esphome", "micropython"];

/** Lines that work for the users and things of the documents. */
function examplesFor(name: string): string {
  const user = name === "cloudprnt" ? "00:11:62:aa:bb:cc" : "gateway-1";
  if (WITHOUT_ALPN.includes(name)) {
    return examples([[`iot-auth settings ${name} --thing sensor-1`, "with a certificate, which needs no ALPN"]]);
  }
  if (name !== "mosquitto-bridge")
    return examples([[`iot-auth settings ${name} --user ${user}`, "with a placeholder where the secret belongs"]]);
  return examples([
    ["iot-auth settings mosquitto-bridge --user gateway-1 > /etc/mosquitto/conf.d/aws.conf", "all it may carry"],
    ["iot-auth settings mosquitto-bridge --user gateway-1 --topic 'telemetry/gateway-1/# out'", "one filter"],
    [
      "iot-auth settings mosquitto-bridge --user gateway-1 --with-secret --output aws.conf",
      "asks for the password, or takes IOT_AUTH_PASSWORD",
    ],
  ]);
}

async function settings(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const client = await loadClient(name);
  const file = options.output === undefined ? undefined : resolve(io.cwd, options.output);
  if (file !== undefined) checkNewFile("--output", file);
  if (file !== undefined && options.withSecret) await checkIgnored("--output", file);

  const project = await loadProject(context);
  const stack = project.stack();
  const { user, remarks, ...who } = await findKnownClient(options, project, stack, io);
  const checked = checkInputs(
    who,
    client,
    { ...options, topics: options.topic },
    client.kind === "bridge" ? "bridge" : "1",
  );
  const kind = user === undefined ? "certificate" : stack.settings.authorizer.signing ? "token" : "password";
  const place = await findPlace(project, stack, { ...options, withCertificate: kind === "certificate" }, io);
  const route = chooseRoute(client, kind, place.protocol, options.local ? undefined : place);
  const login: ClientLogin =
    user === undefined
      ? {
          kind: "certificate",
          certificateFile: plainPath("--cert", options.cert ?? `${who.username}.pem`),
          keyFile: plainPath("--key", options.key ?? `${who.username}.key`),
        }
      : await readLogin(client, stack, user.name, place.authorizerName, options, context);

  const { host, port, caFile, caPem } = place;
  const inputs: ClientInputs = {
    ...{ stackName: stack.stackName, name: who.username, login, qos: options.qos, ...checked },
    place: { host, port, caPem, ...route, ...(caFile !== undefined && { caFile }) },
    remarks,
  };
  const text = clientText(client, inputs);
  if (file !== undefined) await writePrivateFile("--output", file, `${text}\n`);
  const { clientId, topics, leftOut } = checked;
  await output.result({ client: name, clientId, topics, leftOut, ...(file === undefined ? { text } : { file }) }, () =>
    file === undefined ? text : undefined,
  );
  for (const line of notes(client, inputs, options, place.note)) await output.note(line);
}

/** Notes for a person, besides the text. */
function notes(client: SettingsClient, inputs: ClientInputs, options: Options, place?: string): string[] {
  const left = inputs.leftOut.map(leftOutText);
  const secret = inputs.login.kind === "token" ? "a token" : `the secret of ${inputs.name}`;
  return [
    ...(options.output === undefined ? [] : [`Written to ${options.output}, which only its owner can read.`]),
    ...left,
    ...(client.comment === undefined ? client.traps : []),
    ...(options.local && client.localLimit !== undefined ? [client.localLimit] : []),
    ...(options.withSecret || inputs.login.kind === "certificate"
      ? []
      : [`Put ${secret} where the text says so, or give --with-secret.`]),
    ...(place === undefined ? [] : [place]),
    ...inputs.remarks,
  ];
}

/** Checks that a path can be written unchanged in every format of settings. */
function plainPath(path: string, got: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(got)) return got;
  const remedy = "Settings of several programs can hold no other characters in a path.";
  throw new ConfigurationError([{ path, must: "be a path of letters, digits and _ @ % + = : , . / -", got, remedy }]);
}

async function loadClient(name: string): Promise<SettingsClient> {
  const entry = CLIENT_ENTRIES.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`there is no client ${name}`);
  return entry.client();
}

function readQos(text: string): 0 | 1 {
  if (text === "0" || text === "1") return text === "0" ? 0 : 1;
  const remedy = "AWS IoT Core refuses quality of service 2; 1 is delivered at least once.";
  throw new ConfigurationError([{ path: "--qos", must: "be 0 or 1", got: text, remedy }]);
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

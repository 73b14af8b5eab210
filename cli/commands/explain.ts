import { type Command, Option } from "commander";
import { groupsOf } from "../../config/certificates";
import { ConfigurationError, Described } from "../../config/problem";
import { didYouMean } from "../../config/text";
import {
  type AccessExplanation,
  explainAccess,
  explainThing,
  explanationText,
  type ThingExplanation,
} from "../access/explain-access";
import type { AccessAction } from "../access/user-access";
import type { CommandContext } from "../command-context";
import { EXIT } from "../exit-codes";
import { loadProject } from "../project";
import { asUsers } from "../settings/known-thing";
import { examples } from "../usage-texts";
import { findKnownUser } from "../users/known-user";
import { addStoreOptions, openStore, type StoreOptions } from "../users/open-store";

interface Options extends StoreOptions {
  readonly username?: string;
  readonly thing?: string;
  readonly group?: string;
  readonly clientId?: string;
  readonly publish?: string;
  readonly subscribe?: string;
  readonly receive?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Say whether a user, or a device with a certificate, may do something, and which rule of the configuration allows it or would allow it. " +
        "Without a topic: whether it may connect. Needs no password, and no network unless users are in a table; exit code 1 means no.",
    )
    .option("--username <NAME>", "login name")
    .addOption(new Option("--thing <NAME>", "a device with a certificate, by its thing's name").conflicts("username"))
    .addOption(new Option("--group <GROUP>", "group of a thing that is provisioned just in time").conflicts("username"))
    .option("--client-id <ID>", "MQTT client id (default: the login name, the thing's name)")
    .addOption(new Option("--publish <TOPIC>", "a topic to publish to").conflicts(["subscribe", "receive"]))
    .addOption(new Option("--subscribe <FILTER>", "a topic filter to subscribe to").conflicts(["receive"]))
    .addOption(new Option("--receive <TOPIC>", "a topic to receive messages of"))
    .addHelpText(
      "after",
      examples([
        ["iot-auth explain --username meter-1 --publish telemetry/meter-1/temperature", "may it publish there?"],
        ["iot-auth explain --username meter-1 --client-id meter-2", "may it connect under that client id?"],
        [
          "iot-auth explain --thing sensor-1 --publish telemetry/sensor-1/t",
          "may this device with a certificate publish there?",
        ],
        ["iot-auth explain --username meter-1 --subscribe 'commands/#' --json", "for a script"],
      ]),
    )
    .action((options: Options) => explain(options, context));
}

async function explain(options: Options, context: CommandContext): Promise<void> {
  const { username, thing } = options;
  const name = username ?? thing;
  if (name === undefined) {
    const remedy = "A user is named by its login name, a device with a certificate by its thing's name.";
    throw new ConfigurationError([{ path: "--username", must: "be given, or --thing in its place", remedy }]);
  }
  const { clientId = name } = options;
  const [action, subject] = question(options, clientId);
  const explanation =
    thing === undefined
      ? await ofUser(name, clientId, options, context, action, subject)
      : await ofThing(name, clientId, options, context, action, subject);
  await context.output.result(explanation, () => explanationText(explanation, context.output.style));
  if (!explanation.allowed) context.exitWith(EXIT.refused);
}

async function ofUser(
  username: string,
  clientId: string,
  options: Options,
  context: CommandContext,
  ...[action, subject]: [AccessAction, string]
): Promise<AccessExplanation> {
  const { io } = context;
  const project = await loadProject(context);
  const stack = project.stack();
  const { user, group } = await findKnownUser(openStore(project, stack, options, io), stack, username, "--username");
  const asker = { username, clientId, groupName: user.group, group, region: stack.settings.region };
  return explainAccess(user, asker, action, subject, io.now());
}

async function ofThing(
  thing: string,
  clientId: string,
  options: Options,
  context: CommandContext,
  ...[action, subject]: [AccessAction, string]
): Promise<ThingExplanation> {
  const { settings } = (await loadProject(context)).stack();
  const things = settings.certificates?.things ?? {};
  const configured = Object.hasOwn(things, thing) ? things[thing] : undefined;
  const groups = groupsOf("things", settings.groups);
  const names = Object.keys(groups);
  const groupName = configured?.group ?? options.group ?? (names.length === 1 ? names[0] : undefined);
  const group = groups[groupName ?? ""];
  if (groupName === undefined || group === undefined) {
    const remedy = `${didYouMean(options.group ?? "", names)} The configuration has no thing ${thing}; a thing that is provisioned just in time is in the group of its CA.`;
    throw new ConfigurationError([
      { path: "--group", must: "name a group of devices with certificates", got: options.group, remedy },
    ]);
  }
  const asker = { username: thing, clientId, groupName, group: asUsers(group), region: settings.region };
  return explainThing({ thing, active: configured?.active !== false }, asker, action, subject);
}

/** @throws {ConfigurationError} if a topic to publish to or to receive from holds a wildcard (MQTT 4.7.1) */
function question({ publish, subscribe, receive }: Options, clientId: string): [AccessAction, string] {
  if (subscribe !== undefined) return ["subscribe", notEmpty("--subscribe", subscribe)];
  if (publish !== undefined) return ["publish", plainTopic("--publish", publish)];
  if (receive !== undefined) return ["receive", plainTopic("--receive", receive)];
  return ["connect", notEmpty("--client-id", clientId)];
}

function plainTopic(path: string, topic: string): string {
  if (!/[+#]/.test(topic)) return notEmpty(path, topic);
  const remedy = "Messages are sent to one topic; wildcards are for --subscribe.";
  throw new ConfigurationError([{ path, must: "be a topic without + and #", got: topic, remedy }]);
}

function notEmpty(path: string, text: string): string {
  if (text !== "") return text;
  const remedy = "Leave the option out, or give it a value.";
  throw new ConfigurationError([{ path, must: "not be empty", got: new Described("an empty text"), remedy }]);
}

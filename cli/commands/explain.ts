import { type Command, Option } from "commander";
import { ConfigurationError, Described } from "../../config/problem";
import { explainAccess, explanationText } from "../access/explain-access";
import type { AccessAction } from "../access/user-access";
import type { CommandContext } from "../command-context";
import { examples } from "../examples";
import { EXIT } from "../exit-codes";
import { loadProject } from "../project";
import { findKnownUser } from "../users/known-user";
import { addStoreOptions, openStore, type StoreOptions } from "../users/open-store";

interface Options extends StoreOptions {
  readonly username: string;
  readonly clientId?: string;
  readonly publish?: string;
  readonly subscribe?: string;
  readonly receive?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "May this user do that? By which rule of the configuration, or what would allow it. Needs no password, and no " +
        "network unless users are in a table; exit code 1 means no. Without a topic it tells whether the user may connect.",
    )
    .requiredOption("--username <NAME>", "login name")
    .option("--client-id <ID>", "MQTT client id (default: the login name)")
    .addOption(new Option("--publish <TOPIC>", "a topic to publish to").conflicts(["subscribe", "receive"]))
    .addOption(new Option("--subscribe <FILTER>", "a topic filter to subscribe to").conflicts(["receive"]))
    .addOption(new Option("--receive <TOPIC>", "a topic whose messages arrive by a subscription"))
    .addHelpText(
      "after",
      examples([
        ["iot-auth explain --username meter-1 --publish telemetry/meter-1/temperature", "may it?"],
        ["iot-auth explain --username meter-1 --client-id meter-2", "may it connect under that client id?"],
        ["iot-auth explain --username meter-1 --subscribe 'commands/#' --json", "for a script"],
      ]),
    )
    .action((options: Options) => explain(options, context));
}

async function explain(options: Options, context: CommandContext): Promise<void> {
  const { io } = context;
  const { username, clientId = username } = options;
  const [action, subject] = question(options, clientId);
  const project = await loadProject(context);
  const stack = project.stack();
  const { user, group } = await findKnownUser(openStore(project, stack, options, io), stack, username, "--username");

  const asker = { username, clientId, groupName: user.group, group, region: stack.settings.region };
  const explanation = explainAccess(user, asker, action, subject, io.now());
  await context.output.result(explanation, () => explanationText(explanation, context.output.style));
  if (!explanation.allowed) context.exitWith(EXIT.refused);
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

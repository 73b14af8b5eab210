import type { Command } from "commander";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { loadProject } from "../../project";
import { bridgeTopics } from "../../settings/bridge-topics";
import { clientIdFor } from "../../settings/client-id";
import { mosquittoBridge, PASSWORD_PLACEHOLDER } from "../../settings/mosquitto-bridge";
import { connectionTarget } from "../../terraform/connection-target";
import { findKnownUser } from "../../users/known-user";
import { addStoreOptions, openStore, type StoreOptions } from "../../users/open-store";

interface Options extends StoreOptions {
  readonly user: string;
  readonly topic: readonly string[];
  readonly endpoint?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Print a section for mosquitto.conf (2.0 or later) that bridges a local broker to AWS IoT Core: out what the user's group may " +
        "publish, in what it may subscribe to.",
    )
    .requiredOption("--user <NAME>", "login name of the bridge")
    .option(
      "--topic <FILTER>",
      "a filter to carry, perhaps with its direction; may be repeated (default: all)",
      collect,
      [],
    )
    .option("--endpoint <HOST>", "MQTT endpoint (default: that of the applied stack)")
    .addHelpText(
      "after",
      examples([
        ["iot-auth settings mosquitto-bridge --user gateway-1 > /etc/mosquitto/conf.d/aws.conf", "all it may carry"],
        ["iot-auth settings mosquitto-bridge --user gateway-1 --topic 'telemetry/gateway-1/# out'", "one filter"],
      ]),
    )
    .action((options: Options) => bridge(options, context));
}

async function bridge(options: Options, context: CommandContext): Promise<void> {
  const { user: name, topic, endpoint } = options;
  const { io, output } = context;
  const project = await loadProject(context);
  const stack = project.stack();
  const { user, group } = await findKnownUser(openStore(project, stack, options, io), stack, name, "--user");
  const clientId = clientIdFor(group, name, "bridge");
  const asker = { username: name, clientId, groupName: user.group, group, region: stack.settings.region };
  const carried = bridgeTopics(asker, topic);
  const target = await connectionTarget(project.configFolder, stack, endpoint, io);

  const text = mosquittoBridge({ connectionName: stack.stackName, target, username: name, clientId, ...carried });
  await output.result({ section: text, clientId, ...carried }, () => text);
  await output.note(`Replace ${PASSWORD_PLACEHOLDER} by the secret of ${name}.`);
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

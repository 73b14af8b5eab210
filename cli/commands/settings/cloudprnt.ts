import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { visibleJson } from "../../../config/text/visible";
import { cloudPrntSettings, cloudPrntTopics, MAC } from "../../../infra/outputs/cloud-prnt-settings";
import { userAccess } from "../../access/user-access";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { loadProject } from "../../project";
import { connectionTarget } from "../../terraform/connection-target";
import { findKnownUser } from "../../users/known-user";
import { addStoreOptions, openStore, type StoreOptions } from "../../users/open-store";

interface Options extends StoreOptions {
  readonly user: string;
  readonly endpoint?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Print CloudPRNT's server settings (cloudprnt-setting.json) for one printer. The password is left empty.",
    )
    .requiredOption("--user <NAME>", "login name of the printer: its MAC address")
    .option("--endpoint <HOST>", "MQTT endpoint (default: that of the applied stack)")
    .addHelpText(
      "after",
      examples([
        ["iot-auth settings cloudprnt --user 00:11:62:aa:bb:cc > cloudprnt-setting.json", "then put the password in"],
      ]),
    )
    .action((options: Options) => cloudPrnt(options, context));
}

async function cloudPrnt(options: Options, context: CommandContext): Promise<void> {
  const { user: name, endpoint } = options;
  const { io, output } = context;
  const project = await loadProject(context);
  const stack = project.stack();
  const { user, group } = await findKnownUser(openStore(project, stack, options, io), stack, name, "--user");
  const asker = { username: name, clientId: name, groupName: user.group, group, region: stack.settings.region };
  if (!userAccess(asker, "connect", name).allowed) {
    const remedy = `Add "{username}" to groups.${user.group}.clientIds; cloudPrnt.printer() is a group for printers.`;
    throw new ConfigurationError([
      { path: "--user", must: "be a user who may connect under its own name, as printers do", got: name, remedy },
    ]);
  }
  const topics = cloudPrntTopics(group);
  if (topics === undefined) {
    const remedy =
      `Write rules like "shop/to-device/{username}/#" into groups.${user.group}.subscribe and "shop/to-server/{username}/#" into ` +
      `groups.${user.group}.publish; cloudPrnt.printer() is a group for printers.`;
    const must = "be a user with topics of its own to subscribe and to publish to, as printers have";
    throw new ConfigurationError([{ path: "--user", must, got: name, remedy }]);
  }
  const { host, port, authorizerName } = await connectionTarget(project.configFolder, stack, endpoint, io);
  const everyPrinter = JSON.stringify(cloudPrntSettings(host, authorizerName, topics));
  const settings = JSON.parse(everyPrinter.replaceAll(MAC, name));
  settings.settingForMQTT.mqttConnectionSetting.portNumber = port;
  await output.result(settings, () => visibleJson(settings, 2));
  await output.note(`Put the secret of ${name} into "password" before you serve the file.`);
}

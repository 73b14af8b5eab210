import type { Command } from "commander";
import type { CommandContext } from "../../command-context";
import { examples } from "../../usage-texts";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { setDisabled } from "../../users/set-disabled";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name")
    .addHelpText("after", examples([["iot-auth users enable printer-7", "its secrets are as they were"]]))
    .action((name: string, options: StoreOptions) => setDisabled(name, false, options, context));
}

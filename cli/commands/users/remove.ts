import type { Command } from "commander";
import { noSuchUser } from "../../../infra/users/find-user";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { EXIT } from "../../exit-codes";
import { confirm } from "../../prompt";
import { takesEffect } from "../../users/effect";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly yes?: true;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users remove printer-7", "asks first; users disable is the gentler way"],
        ["iot-auth users remove printer-7 --yes", "in a script"],
      ]),
    )
    .action((name: string, options: Options) => remove(name, options, context));
}

async function remove(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { store } = await usersTarget(context, options);
  // A user that is not in order can be removed, too.
  if ((await store.taken([name])).size === 0) await noSuchUser(store, name);
  if (!options.yes && !(await confirm(io, `Remove ${name} from ${store.label}?`, "give --yes"))) {
    await output.note("Nothing was removed.");
    return context.exitWith(EXIT.refused);
  }
  await store.remove(name);
  await output.result({ name, removed: true }, () => undefined);
  await output.note(`Removed ${name} from ${store.label}; ${takesEffect(store)}`);
}

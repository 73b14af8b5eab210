import type { Command } from "commander";
import { findUser } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { namedValues } from "../../terminal/text-table";
import { examples } from "../../usage-texts";
import { secretsText, stateText, type UserView, viewUser } from "../../users/describe-user";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name")
    .addHelpText("after", examples([["iot-auth users show printer-7", "group, state and last change, without hashes"]]))
    .action((name: string, options: StoreOptions) => show(name, options, context));
}

async function show(name: string, options: StoreOptions, context: CommandContext): Promise<void> {
  const { store } = await usersTarget(context, options);
  const view = viewUser(await findUser(store, name), context.io.now());
  await context.output.result(view, () => describe(view));
}

function describe(view: UserView): string {
  const lines: [string, string][] = [
    ["name", view.name],
    ["group", view.group],
    ["state", stateText(view)],
    ["secrets", secretsText(view)],
    ["changed", view.rotatedAt ?? "unknown"],
    ["note", view.note ?? ""],
  ];
  return namedValues(
    lines.filter(([, value]) => value !== ""),
    9,
  );
}

import type { Command } from "commander";
import { readUsersFile } from "../../../infra/users/users-file";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { printable, secretsText, stateText, type UserView, viewUser } from "../../users/describe-user";
import { findUser } from "../../users/find-user";
import { usersTarget } from "../../users/target";

export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<NAME>", "login name")
    .addHelpText("after", examples([["iot-auth users show printer-7", "group, state, last change; never a hash"]]))
    .action((name: string) => show(name, context));
}

async function show(name: string, context: CommandContext): Promise<void> {
  const target = await usersTarget(context);
  const view = viewUser(findUser((await readUsersFile(target.file)).users, name, "NAME"), context.io.now());
  await context.output.result(view, () => describe(view));
}

function describe(view: UserView): string {
  const lines = [
    ["name", view.name],
    ["group", view.group],
    ["state", stateText(view)],
    ["secrets", secretsText(view)],
    ["changed", view.rotatedAt ?? "unknown"],
    ["note", printable(view.note ?? "")],
  ];
  return lines
    .filter(([, value]) => value !== "")
    .map(([key = "", value]) => `${key.padEnd(9)}${value}`)
    .join("\n");
}

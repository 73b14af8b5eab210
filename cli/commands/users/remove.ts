import type { Command } from "commander";
import { readUsersFile, updateUsersFile } from "../../../infra/users/users-file";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { EXIT } from "../../exit-codes";
import { confirm } from "../../prompt";
import { findUser } from "../../users/find-user";
import { usersTarget } from "../../users/target";

export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<NAME>", "login name")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users remove printer-7", "asks first; users disable is the gentler way"],
        ["iot-auth users remove printer-7 --yes", "in a script"],
      ]),
    )
    .action((name: string, options: { yes?: true }) => remove(name, options.yes === true, context));
}

async function remove(name: string, yes: boolean, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context);
  findUser((await readUsersFile(target.file)).users, name, "NAME");
  if (!yes && !(await confirm(io, `Remove ${name} from ${target.label}?`, "give --yes"))) {
    await output.note("Nothing was removed.");
    return context.exitWith(EXIT.refused);
  }
  await updateUsersFile(target.file, (users) => {
    const found = findUser(users, name, "NAME");
    return users.filter((user) => user !== found);
  });
  await output.result({ name, removed: true }, () => undefined);
  await output.note(`Removed ${name} from ${target.label}; it takes effect with the next: npx cdktf deploy`);
}

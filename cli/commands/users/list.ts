import type { Command } from "commander";
import { ConfigurationError } from "../../../infra/config/problem";
import { readUsersFile } from "../../../infra/users/users-file";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { textTable } from "../../text-table";
import { checkGroup } from "../../users/check-group";
import { printable, secretsText, stateText, type UserView, viewUser } from "../../users/describe-user";
import { usersTarget } from "../../users/target";

const HEADINGS = ["NAME", "GROUP", "STATE", "SECRETS", "CHANGED", "NOTE"];

export function configure(command: Command, context: CommandContext): void {
  command
    .option("--group <GROUP>", "only users of this group")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users list", "everybody; never a secret or a hash"],
        ["iot-auth users list --group printers", "one group"],
        ["iot-auth users list --json | jq -r '.[] | select(.state != \"active\").name'", "who cannot log in"],
      ]),
    )
    .action((options: { group?: string }) => list(options.group, context));
}

async function list(group: string | undefined, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context);
  const problem = group === undefined ? undefined : checkGroup(group, target, "--group");
  if (problem) throw new ConfigurationError([problem]);

  const { users } = await readUsersFile(target.file);
  const views = users
    .filter((user) => group === undefined || user.group === group)
    .map((user) => viewUser(user, io.now()));
  await output.result(views, () =>
    views.length === 0 ? undefined : textTable(HEADINGS, views.map(row), (line) => output.style("bold", line)),
  );
  if (views.length === 0) await output.note("No users yet. Add one: iot-auth users add NAME --group GROUP");
}

function row(view: UserView): string[] {
  return [
    view.name,
    view.group,
    stateText(view),
    secretsText(view),
    view.rotatedAt ?? "unknown",
    printable(view.note ?? ""),
  ];
}

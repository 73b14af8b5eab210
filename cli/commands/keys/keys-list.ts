import type { Command } from "commander";
import { iotAuth } from "../../../config/text";
import { type KeyView, listKeys } from "../../../identity/tokens";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { textTable } from "../../terminal/text-table";
import { projectKeys } from "../../tokens/signing-stack";
import { examples } from "../../usage-texts";

const HEADINGS = ["NAME", "BITS", "CREATED", "CONFIGURED IN", "PRIVATE KEY"];

export function configure(command: Command, context: CommandContext): void {
  command
    .description("List the keys that are in the configuration or in keys/, and warn of those that are not safe.")
    .addHelpText(
      "after",
      examples([
        ["iot-auth keys list", "prints no private keys"],
        ["iot-auth keys list --json | jq -e 'all(.warnings == [])'", "in a check"],
      ]),
    )
    .action(() => list(context));
}

async function list(context: CommandContext): Promise<void> {
  const { io, output } = context;
  const project = await loadProject(context);
  const { stacks, warnings } = await projectKeys(project);
  const views = await listKeys(project.configFolder, stacks);
  await output.result(views, () =>
    views.length === 0
      ? undefined
      : textTable(HEADINGS, views.map(row), { width: io.stdout.isTTY ? io.stdout.columns : undefined }),
  );
  for (const line of [...warnings, ...views.flatMap((view) => view.warnings)]) await output.note(`warning: ${line}`);
  if (views.length === 0) await output.note(`No keys yet. Make one: ${iotAuth("keys", "create", "NAME")}`);
}

function row({ name, bits, createdAt, configuredIn, privateKeyHere }: KeyView): string[] {
  return [
    name,
    bits === undefined ? "unknown" : String(bits),
    createdAt ?? "unknown",
    configuredIn.length === 0 ? "none" : configuredIn.join(", "),
    privateKeyHere ? "here" : "elsewhere",
  ];
}

import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { didYouMean, iotAuth } from "../../../config/text";
import { type AuthorityView, viewAuthorities } from "../../../identity/certificates";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { namedValues, textTable } from "../../terminal/text-table";
import { examples } from "../../usage-texts";

const HEADINGS = ["NAME", "EXPIRES", "MODE", "KEY", "CONFIGURED IN"];

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Show the CAs of the configuration and of certificates/: subject, fingerprint, expiry, mode, and what happens to their new devices.",
    )
    .argument("[NAME]", "show all details of this CA")
    .addHelpText(
      "after",
      examples([
        ["iot-auth ca show", "one line for each CA"],
        ["iot-auth ca show --json | jq -e 'all(.problems == [])'", "in a check"],
      ]),
    )
    .action((name: string | undefined) => show(name, context));
}

async function show(name: string | undefined, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { configFolder, stacks } = await loadProject(context);
  const views = await viewAuthorities(configFolder, stacks, io.now().getTime());
  const chosen = name === undefined ? undefined : find(views, name);
  await output.result(chosen ?? views, () => {
    if (chosen) return details(chosen);
    if (views.length === 0) return undefined;
    return textTable(HEADINGS, views.map(row), { width: io.stdout.isTTY ? io.stdout.columns : undefined });
  });
  for (const { problems } of chosen ? [chosen] : views)
    for (const line of problems) await output.note(`warning: ${line}`);
  if (views.length === 0) await output.note(`No CAs yet. To create one for trials: ${iotAuth("ca", "create", "NAME")}`);
}

function find(views: readonly AuthorityView[], name: string): AuthorityView {
  const found = views.find((view) => view.name === name);
  if (found) return found;
  const remedy = didYouMean(
    name,
    views.map((view) => view.name),
  );
  throw new ConfigurationError([{ path: "NAME", must: "name a CA", got: name, remedy }]);
}

function row({ name, expires, configured, keyHere }: AuthorityView): string[] {
  const stacks = configured.map(({ stackName }) => stackName).join(", ");
  return [
    name,
    expires?.slice(0, 10) ?? "unknown",
    modes(configured),
    keyHere ? "here" : "elsewhere",
    stacks || "none",
  ];
}

const modes = (configured: AuthorityView["configured"]): string =>
  [...new Set(configured.map(({ mode }) => mode))].join(", ") || "none";

function details({ name, subject, fingerprint, expires, keyHere, configured }: AuthorityView): string {
  const rows: [string, string][] = [
    ["name", name],
    ["subject", subject ?? "unknown"],
    ["SHA-256", fingerprint ?? "unknown"],
    ["expires", expires ?? "unknown"],
    ["key", keyHere ? "here" : "elsewhere"],
    ...configured.flatMap(({ stackName, mode, active, autoRegistration, group }): [string, string][] => [
      ["stack", stackName],
      ["  mode", mode],
      ["  active", active ? "yes" : "no: its devices are refused"],
      ["  new devices", newDevices(autoRegistration, group)],
    ]),
  ];
  if (configured.length === 0) rows.push(["stack", "none: no device of it can log in"]);
  return namedValues(rows, 15);
}

function newDevices(autoRegistration: boolean, group: string | undefined): string {
  if (group !== undefined) return `provisioned just in time, in the group ${group}`;
  return autoRegistration ? "registered, but PENDING_ACTIVATION: they are refused" : "refused";
}

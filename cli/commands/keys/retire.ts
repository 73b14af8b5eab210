import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { cdktf, didYouMean } from "../../../config/text";
import { deleteKeyFiles, type KeyView, keyFiles, listKeys, type StackKeys } from "../../../identity/tokens";
import type { CommandContext } from "../../command-context";
import { EXIT } from "../../exit-codes";
import { loadProject } from "../../project";
import { confirm } from "../../terminal/ask";
import { projectKeys } from "../../tokens/signing-stack";
import { examples } from "../../usage-texts";

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Delete a private key, so that it cannot sign more tokens, and say how to end the tokens that it signed. The configuration is not changed.",
    )
    .argument("<NAME>", "name of the key")
    .option("--yes", "do not ask")
    .addHelpText("after", examples([["iot-auth keys retire key-2026", "asks first; create its successor before"]]))
    .action((name: string, { yes }: { yes?: true }) => retire(name, yes === true, context));
}

async function retire(name: string, yes: boolean, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { configFolder, ...project } = await loadProject(context);
  const { stacks } = await projectKeys({ configFolder, ...project });
  const key = findKey(await listKeys(configFolder, stacks), name);
  const lastIn = stacks.filter((stack) => isLast(stack, name)).map(({ stackName }) => stackName);
  const files = filesToDelete(key);

  for (const line of consequences(key, lastIn)) await output.note(line);
  if (files.length > 0 && !yes && !(await confirm(io, `Delete ${files.join(" and ")}?`, "give --yes"))) {
    await output.note("Nothing was deleted.");
    return context.exitWith(EXIT.refused);
  }
  await deleteKeyFiles(configFolder, files);
  await output.result({ name, deleted: files, configuredIn: key.configuredIn, lastIn }, () => undefined);
  if (files.length > 0) await output.note(`Deleted ${files.join(" and ")}.`);
}

function findKey(keys: readonly KeyView[], name: string): KeyView {
  const found = keys.find((key) => key.name === name);
  if (found) return found;
  const remedy = didYouMean(
    name,
    keys.map((key) => key.name),
  );
  throw new ConfigurationError([{ path: "NAME", must: "name a key", got: name, remedy }]);
}

function isLast({ keys }: StackKeys, name: string): boolean {
  return Object.hasOwn(keys, name) && Object.keys(keys).length === 1;
}

/** The public key's file is kept while the configuration has the key, since it may read the file. */
function filesToDelete({ name, privateKeyHere, configuredIn }: KeyView): string[] {
  const { privateFile, publicFile } = keyFiles(name);
  return [...(privateKeyHere ? [privateFile] : []), ...(configuredIn.length === 0 ? [publicFile] : [])];
}

function consequences({ name, configuredIn, privateKeyHere }: KeyView, lastIn: readonly string[]): string[] {
  if (configuredIn.length === 0) return [`${name} is in no configuration: no token signed with it is accepted.`];
  const where = configuredIn.join(", ");
  return [
    `Remove ${JSON.stringify(name)} from authorizer.signing.publicKeys of ${where}, then: ${cdktf("deploy")}`,
    `From then on every token signed with ${name} is refused. Until then they keep working.`,
    ...(lastIn.length > 0
      ? [
          `It is the only key of ${lastIn.join(", ")}: create another key before, and issue tokens with it. Without a key no user can log in.`,
        ]
      : []),
    ...(privateKeyHere ? [] : [`The private key is not in keys/: delete it where it is kept.`]),
  ];
}

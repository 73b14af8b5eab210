import { basename } from "node:path";
import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { isPem } from "../../../config/public-key";
import { cdktf } from "../../../config/text";
import { createKey, gitState, keyFiles } from "../../../identity/tokens";
import type { CommandContext } from "../../command-context";
import { loadProject, type Project } from "../../project";
import { whileBusy } from "../../terminal/busy";
import { examples } from "../../usage-texts";

/** Default size of a key in bits: secure beyond 2030. @see https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final */
const DEFAULT_BITS = "3072";

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Make a key pair for signing tokens. The private half stays in keys/, the public half goes into the configuration.",
    )
    .argument("<NAME>", "name of the key: 1 to 64 of A-Z a-z 0-9 _ -")
    .option("--bits <BITS>", "bits of the RSA key, 2048 to 4096", DEFAULT_BITS)
    .addHelpText(
      "after",
      examples([
        ["iot-auth keys create key-2027", "prints the lines for iot-auth.config.ts"],
        ["iot-auth keys create key-2028", "a second key to change to: both are accepted until one is retired"],
      ]),
    )
    .action((name: string, { bits }: { bits: string }) => create(name, Number(bits), context));
}

async function create(name: string, bits: number, context: CommandContext): Promise<void> {
  const { output } = context;
  const project = await loadProject(context);
  refuseConfigured(name, project);
  const make = () => createKey(project.configFolder, name, bits);
  const key = await whileBusy(context.io, `Making a key of ${bits} bits`, make);

  // A path to a file that git ignores would be wrong in every other checkout.
  const ignored = (await gitState(project.configFolder, key.publicFile)) === "ignored";
  const signing = project.stacks.some(({ settings }) => settings.authorizer.signing);
  const { privateFile, publicFile, fingerprint, pem } = key;
  await output.result(
    { name, bits, privateFile, publicFile, fingerprint, publicKey: pem, configuration: ignored ? pem : publicFile },
    () => configLines(name, ignored ? pem : publicFile, signing),
  );
  await output.note(`The private key is in ${privateFile}. Keep it secret and keep a backup: there is no other copy.`);
  await output.note(
    `Merge the lines into ${signing ? "authorizer.signing.publicKeys" : "authorizer"} of ${basename(project.configFile)}, then: ${cdktf("deploy")}`,
  );
}

/** Refuses a name that the configuration gives to another key. It may name the file that is about to be written. */
function refuseConfigured(name: string, { stacks }: Project): void {
  const { publicFile } = keyFiles(name);
  const taken = stacks.some(({ settings: { authorizer } }) => {
    const value = authorizer.signing?.publicKeys[name];
    return value !== undefined && value !== publicFile;
  });
  if (!taken) return;
  const remedy = "The configuration has a key of that name already; choose another.";
  throw new ConfigurationError([{ path: "NAME", must: "be the name of a new key", got: name, remedy }]);
}

/**
 * The lines that put a public key into the configuration.
 * @param value Path or PEM text, which may be indented there
 * @param signing Whether the configuration has `authorizer.signing` already
 */
export function configLines(name: string, value: string, signing: boolean): string {
  const text = isPem(value) ? ["`", ...indent(value.trim().split("\n")), "`"] : [JSON.stringify(value)];
  const [first = "", ...more] = text;
  const setting = [`${JSON.stringify(name)}: ${first}`, ...more].join("\n").concat(",").split("\n");
  if (signing) return setting.join("\n");
  const publicKeys = ["publicKeys: {", ...indent(setting), "},"];
  const whole = ["signing: {", ...indent(['tokenKeyName: "token",', ...publicKeys]), "},"];
  return ["authorizer: {", "  // merge into the authorizer that is there, if one is", ...indent(whole), "},"].join(
    "\n",
  );
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

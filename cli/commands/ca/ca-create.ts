import { basename } from "node:path";
import { type Command, Option } from "commander";
import { AUTHORITY_NAME } from "../../../config/certificates";
import { ConfigurationError } from "../../../config/problem";
import { iotAuth, javaScriptString } from "../../../config/text";
import {
  AUTHORITY_DAYS_LEFT,
  certificateFiles,
  KEY_KINDS,
  type KeyKind,
  makeAuthority,
} from "../../../identity/certificates";
import { gitState } from "../../../identity/tokens";
import { certificateLines, knownPlaces, placeOfLines } from "../../certificates/config-lines";
import type { CommandContext } from "../../command-context";
import { loadProject, type Project } from "../../project";
import { whileBusy } from "../../terminal/busy";
import { examples } from "../../usage-texts";

/** Default validity of a CA in days: ten years. */
const DEFAULT_DAYS = "3650";

interface Choices {
  readonly keyType: KeyKind;
  readonly days: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Create a certificate authority for trials and small fleets. Its certificate and key are written to certificates/. Keep the key of a production CA in an HSM or AWS Private CA.",
    )
    .argument("<NAME>", "name of the CA: 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter")
    .addOption(new Option("--key-type <TYPE>", "kind of key").choices(Object.keys(KEY_KINDS)).default("P-256"))
    .option("--days <DAYS>", "days that its certificate is valid", DEFAULT_DAYS)
    .addHelpText(
      "after",
      examples([
        ["iot-auth ca create factory", "prints the lines for iot-auth.config.ts"],
        ["iot-auth ca create legacy --key-type RSA-2048", "for devices that support only RSA"],
      ]),
    )
    .action((name: string, choices: Choices) => create(name, choices, context));
}

async function create(name: string, { keyType: kind, days }: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  if (!AUTHORITY_NAME.test(name))
    throw refused("be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter", name, "Rename the CA.");
  const project = await loadProject(context);
  const { key, certificate } = certificateFiles(name);
  refuseConfigured(name, certificate, project);
  const make = () => makeAuthority(project.configFolder, name, { kind, days: Number(days) }, io.now().getTime());
  const { x509 } = await whileBusy(io, `Making a CA with a key of type ${kind}`, make);
  const known = knownPlaces(project);
  const entries = { authorities: { name, settings: { certificate: javaScriptString(certificate) } } };
  const configuration = certificateLines(known, entries);
  const expires = new Date(x509.validTo).toISOString();
  await output.result(
    { name, keyType: kind, certificate, key, fingerprint: x509.fingerprint256, expires, configuration },
    () => configuration,
  );
  await output.note(
    `The CA's key is in ${key}: it can sign a certificate for any device. Keep the key of a production CA in an HSM or AWS Private CA; this CA is for trials and small fleets.`,
  );
  if ((await gitState(project.configFolder, certificate)) === "ignored") {
    await output.note(
      `warning: git ignores ${certificate}, so other checkouts would lack it. Add this line to .gitignore: !${certificate}`,
    );
  }
  await output.note(`Merge the lines into ${placeOfLines(known, entries, basename(project.configFile))}.`);
  if (Number(days) <= AUTHORITY_DAYS_LEFT)
    await output.note(
      `warning: the configuration refuses a CA that is valid for fewer than ${AUTHORITY_DAYS_LEFT} days, since its devices would soon be refused.`,
    );
  await output.note(
    `With mode "DEFAULT", AWS also requires a proof that you have the key: ${iotAuth("ca", "verification-certificate", name, "--registration-code", "CODE")}`,
  );
}

/** Refuses a name that the configuration gives to another file. It may name the file that is about to be written. */
function refuseConfigured(name: string, file: string, { stacks }: Project): void {
  const authorities = stacks.map(({ settings }) => settings.certificates?.authorities ?? {});
  if (authorities.some((known) => Object.hasOwn(known, name) && known[name]?.certificate !== file)) {
    throw refused("be the name of a new CA", name, "The configuration has a CA of that name already; choose another.");
  }
}

function refused(must: string, got: string, remedy: string): ConfigurationError {
  return new ConfigurationError([{ path: "NAME", must, got, remedy }]);
}

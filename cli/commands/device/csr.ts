import { type Command, Option } from "commander";
import { CERTIFICATE_FIELDS, type CertificateField, FIELD_NAMES } from "../../../config/certificates";
import { ConfigurationError, type Problem } from "../../../config/problem";
import { didYouMean, iotAuth } from "../../../config/text";
import {
  certificateFiles,
  KEY_KINDS,
  type KeyKind,
  makeRequest,
  type SubjectFields,
} from "../../../identity/certificates";
import { addThingOptions, checkThingNames, type ThingOptions } from "../../certificates/thing-arguments";
import { thingLines } from "../../certificates/thing-lines";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { whileBusy } from "../../terminal/busy";
import { examples } from "../../usage-texts";

interface Choices extends ThingOptions {
  readonly keyType: KeyKind;
  readonly field: readonly string[];
}

export function configure(command: Command, context: CommandContext): void {
  addThingOptions(command)
    .description(
      "Make a device's private key and its certificate signing request in certificates/. Only its owner can read the key, and git ignores it. A device that can create its own key should do so; then put its CSR there.",
    )
    .addOption(new Option("--key-type <TYPE>", "kind of key").choices(Object.keys(KEY_KINDS)).default("P-256"))
    .option(
      "--field <FIELD=VALUE>",
      "a field of the subject beside the common name, which is NAME; may be repeated",
      (value: string, previous: readonly string[]) => [...previous, value],
      [],
    )
    .addHelpText(
      "after",
      examples([
        ["iot-auth device csr sensor-7", "prints the lines for iot-auth.config.ts with which AWS signs it"],
        ["iot-auth device csr legacy-1 --key-type RSA-2048", "for a device that supports only RSA"],
        [
          "iot-auth device csr sensor-8 --field serialNumber=4711 --field organizationalUnit=thermometer",
          "with fields that just-in-time provisioning requires",
        ],
      ]),
    )
    .action((name: string, choices: Choices) => makeCsr(name, choices, context));
}

async function makeCsr(name: string, choices: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const base = checkThingNames(name, choices);
  const subject = { commonName: name, ...subjectOf(choices.field) };
  const project = await loadProject(context);
  const { key, csr } = certificateFiles(base);
  const lines = thingLines(project, name, { csr }, choices.group);
  const { keyType } = choices;
  const make = () => makeRequest(project.configFolder, base, subject, keyType);
  await whileBusy(io, `Making a key of type ${keyType}`, make);
  const { configuration } = lines;
  await output.result({ thing: name, keyType, subject, key, csr, configuration }, () =>
    configuration === "" ? undefined : configuration,
  );
  await output.note(
    `The key is in ${key}, and belongs on the device only: everybody who has it can log in as ${name}. AWS and this repository need only the request.`,
  );
  for (const line of lines.notes) await output.note(line);
  await output.note(
    `To sign it with your own CA in place of AWS: ${iotAuth("device", "sign", name, ...asWords(choices))}`,
  );
}

const asWords = ({ as }: ThingOptions): string[] => (as === undefined ? [] : ["--as", as]);

/** Reads `serialNumber=4711`. */
function subjectOf(given: readonly string[]): SubjectFields {
  const fields = new Map<CertificateField, string>();
  const problems: Problem[] = [];
  for (const text of given) {
    const [, name = text, value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const field = FIELD_NAMES.find((one) => one === name && one !== "commonName");
    const problem = field === undefined ? unknownField(name) : valueProblem(field, value, fields);
    if (problem) problems.push(problem);
    else if (field) fields.set(field, value);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.fromEntries(fields);
}

function unknownField(name: string): Problem {
  const names = FIELD_NAMES.filter((one) => one !== "commonName");
  const remedy =
    name === "commonName"
      ? "The common name is NAME; just-in-time provisioning names the thing by it."
      : `${didYouMean(name, names)} Write it like serialNumber=4711.`;
  return { path: "--field", must: "name a field of the subject", got: name, remedy };
}

function valueProblem(
  field: CertificateField,
  value: string,
  given: ReadonlyMap<CertificateField, string>,
): Problem | undefined {
  const path = `--field ${field}`;
  if (given.has(field))
    return { path, must: "be given once", got: value, remedy: "Provisioning reads only the first value of a field." };
  if (field === "country" && !/^[A-Z]{2}$/.test(value))
    return { path, must: "be a country's two capital letters", got: value, remedy: "Write it like country=DE." };
  if (/^[\w .,:;/#@+()'-]{1,64}$/.test(value)) return undefined;
  const remedy = `${CERTIFICATE_FIELDS[field].type} of a subject holds no more (X.520).`;
  return { path, must: "be 1 to 64 letters, digits, spaces and _ . , : ; / # @ + ( ) ' -", got: value, remedy };
}

import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError, describeProblem, type Problem } from "../../../config/problem";
import { iotAuth, javaScriptString } from "../../../config/text";
import {
  certificateFiles,
  type LocalAuthority,
  localAuthorities,
  makeDeviceCertificate,
  type PemBlock,
  provisioningProblems,
  readAuthority,
  readPem,
  requestFields,
  requestProblem,
  toPem,
} from "../../../identity/certificates";
import { findConfiguredAuthority } from "../../certificates/configured-authority";
import { addThingOptions, checkThingNames, type ThingOptions } from "../../certificates/thing-arguments";
import { configuredThing, type ThingLines, thingLines } from "../../certificates/thing-lines";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { examples } from "../../usage-texts";

/** Default validity of a device's certificate in days. */
const DEFAULT_DAYS = "365";

interface Choices extends ThingOptions {
  readonly ca?: string;
  readonly csr?: string;
  readonly days: string;
}

export function configure(command: Command, context: CommandContext): void {
  addThingOptions(command)
    .description(
      "Sign a device's request with a CA whose key is here, for factories and for trials. The certificate gets a random serial number. Keep the key of a production CA in an HSM or AWS Private CA: sign there, and put the certificate into certificates/.",
    )
    .option("--ca <CA>", "name of the CA (default: the only one whose key is here)")
    .option("--csr <FILE>", "the request (default: certificates/NAME.csr, which device csr writes)")
    .option("--days <DAYS>", "days that the certificate is valid", DEFAULT_DAYS)
    .addHelpText(
      "after",
      examples([
        ["iot-auth device sign sensor-2 --ca factory", "prints the lines for iot-auth.config.ts, if it needs any"],
        [
          "iot-auth device sign sensor-3 --ca factory --csr sensor-3.csr --days 730",
          "a request that the device created",
        ],
      ]),
    )
    .action((name: string, choices: Choices) => sign(name, choices, context));
}

async function sign(name: string, choices: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const base = checkThingNames(name, choices);
  const project = await loadProject(context);
  const { configFolder } = project;
  const authority = await chooseAuthority(configFolder, choices.ca);
  const csr = await readRequest(name, base, choices.csr, configFolder, context);
  const now = io.now().getTime();
  const file = certificateFiles(base).certificate;
  const configured = await findConfiguredAuthority(project, authority.x509);
  const group = choices.group ?? configured?.settings.provision?.group;
  const isProvisioned = configured?.settings.provision !== undefined && configuredThing(project, name) === undefined;
  const lines: ThingLines = isProvisioned
    ? { configuration: "", notes: [] }
    : thingLines(project, name, { certificate: file }, group, configured ? undefined : entryOf(authority.name));
  const days = Number(choices.days);
  const certificate = await makeDeviceCertificate(configFolder, base, csr.pem, authority, { days, now });
  const facts = {
    thing: name,
    ca: authority.name,
    certificate: file,
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    expires: new Date(certificate.validTo).toISOString(),
  };
  const { configuration } = lines;
  await output.result({ ...facts, provisionedJustInTime: isProvisioned, configuration }, () =>
    configuration === "" ? undefined : configuration,
  );
  await output.note(`${file}: serial number ${facts.serial}, valid until ${facts.expires.slice(0, 10)}.`);
  for (const line of lines.notes) await output.note(line);
  if (isProvisioned && configured)
    for (const line of provisioningNotes(name, configured, toPem(certificate.raw, "CERTIFICATE")))
      await output.note(line);
  await output.note(
    `The CA's key is on this machine, and can sign a certificate for any device. Keep the key of a production CA in an HSM or AWS Private CA.`,
  );
}

function entryOf(name: string) {
  return { name, settings: { certificate: javaScriptString(certificateFiles(name).certificate) } };
}

/** Says that just-in-time provisioning will register the device, or why it will not. */
function provisioningNotes(
  name: string,
  { name: ca, settings }: NonNullable<Awaited<ReturnType<typeof findConfiguredAuthority>>>,
  block: PemBlock,
): string[] {
  if (settings.provision === undefined) return [];
  const problems = provisioningProblems(certificateFiles(name).certificate, block, settings.provision);
  if (problems.length > 0) return problems.map((problem) => `warning: ${describeProblem(problem)}`);
  return [
    `The configuration needs no line for it: CA ${ca} provisions its devices just in time, in the group ${settings.provision.group}.`,
  ];
}

async function chooseAuthority(folder: string, asked: string | undefined): Promise<LocalAuthority> {
  if (asked !== undefined) return readAuthority(folder, asked, "--ca");
  const known = await localAuthorities(folder);
  const [only] = known;
  if (only !== undefined && known.length === 1) return readAuthority(folder, only, "--ca");
  const remedy =
    only === undefined
      ? `To create one for trials: ${iotAuth("ca", "create", "NAME")}`
      : `The CAs are ${known.join(", ")}.`;
  const must = only === undefined ? "name a CA whose key is here, and there is none" : "name one of the CAs here";
  throw new ConfigurationError([{ path: "--ca", must, remedy }]);
}

/** Reads a request, and checks it and its common name: AWS IoT Core knows the device by that name. */
async function readRequest(
  name: string,
  base: string,
  asked: string | undefined,
  folder: string,
  { io }: CommandContext,
): Promise<PemBlock> {
  const file = asked === undefined ? certificateFiles(base).csr : relative(folder, resolve(io.cwd, asked));
  const path = asked === undefined ? file : "--csr";
  const reading = await readPem(path, file, "CERTIFICATE REQUEST", folder);
  if (!reading.ok) throw refused(asked === undefined ? missing(reading.problem, name) : reading.problem);
  const problem = await requestProblem(path, reading.block);
  if (problem) throw refused(problem);
  const { commonName } = requestFields(reading.block);
  if (commonName === name) return reading.block;
  throw refused({
    path,
    must: `ask for the common name ${name}`,
    got: commonName,
    remedy:
      "The certificate gets the request's subject, and just-in-time provisioning names the thing by its common name.",
  });
}

function missing(problem: Problem, name: string): Problem {
  const remedy = `To create key and request: ${iotAuth("device", "csr", name)}. For a request that the device created, give --csr FILE.`;
  return { ...problem, remedy: `${problem.remedy} ${remedy}` };
}

const refused = (problem: Problem): ConfigurationError => new ConfigurationError([problem]);

import { resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError, Described } from "../../../config/problem";
import type { ResolvedStack } from "../../../config/schema";
import { cdktf, iotAuth } from "../../../config/text";
import { parseCertificate, readPem } from "../../../identity/certificates";
import { controlPlaneEndpoint } from "../../aws/control-plane-endpoint";
import { configuredAuthorities, issuerOf } from "../../certificates/configured-authority";
import type { DeviceApi, RegisteredCertificate } from "../../certificates/device-api";
import { checkThingNames } from "../../certificates/thing-arguments";
import { certificateIdOf, viewDevice } from "../../certificates/view-devices";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { loadProject, type Project } from "../../project";
import { confirm } from "../../terminal/ask";
import { examples } from "../../usage-texts";

interface Choices {
  readonly certificate?: string;
  readonly detach?: true;
  readonly local?: true;
  readonly yes?: true;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Set the certificates of a device REVOKED: AWS IoT Core refuses them from then on, and disconnects clients that use them within minutes. Prints the change of the configuration that keeps them revoked at the next apply.",
    )
    .argument("<NAME>", "name of the thing")
    .option(
      "--certificate <ID|FILE>",
      "only this certificate, by its id in AWS or by a file that contains it (default: all of the thing's)",
    )
    .option("--detach", "also detach it from the thing, so that Terraform can delete the thing")
    .option("--local", "in the running iot-auth local")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples([["iot-auth device revoke sensor-1 --local --yes", "in the running iot-auth local"]]),
    )
    .action((name: string, choices: Choices) => revoke(name, choices, context));
}

async function revoke(name: string, choices: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  checkThingNames(name, {});
  const project = await loadProject(context);
  const stack = project.stack();
  const { local } = choices;
  const place = await controlPlaneEndpoint(project, local ? { local } : {}, io);
  const { deviceApi } = await import("../../certificates/device-api");
  const api = deviceApi(await place.settings());
  const all = await certificatesOfThing(name, api, place.where);
  const chosen = choices.certificate === undefined ? all : [await choose(choices.certificate, all, context)];
  const which = shortIds(chosen);
  if (!choices.yes && !(await confirm(io, `Revoke certificate ${which} of ${name} in ${place.where}?`, "give --yes"))) {
    await output.note("Nothing was revoked.");
    context.exitWith(EXIT.refused);
    return;
  }
  const device = await viewDevice(stack, project.configFolder, api, name);
  for (const { id, arn } of chosen) {
    await api.revoke(id);
    if (choices.detach) await api.detach(name, arn);
  }
  const ofChosen = (whose: "configuration" | "retired") =>
    device.certificates.filter(({ id, from }) => from === whose && chosen.some((one) => one.id === id));
  const ofConfiguration = ofChosen("configuration");
  const change = changeOf(ofConfiguration.length, all.length - chosen.length, stack, name);
  await output.result(
    {
      thing: name,
      revoked: chosen.map(({ id }) => id),
      detached: choices.detach === true,
      configuration: change.line ?? "",
    },
    () => change.line,
  );
  await output.note(
    `Revoked ${which} of ${name}${choices.detach ? ", and detached from the thing" : ""}; it takes effect within minutes.`,
  );
  for (const line of change.notes) await output.note(line);
  const retired = ofChosen("retired");
  if (retired.length > 0)
    await output.note(
      `certificates.things.${name}.retired has ${shortIds(retired)}: the next apply leaves it REVOKED.`,
    );
  const unknown = chosen.filter(({ id }) => ![...ofConfiguration, ...retired].some((one) => one.id === id));
  if (unknown.length > 0) await output.note(await comesBack(unknown, project));
}

const shortIds = (some: readonly { readonly id: string }[]): string =>
  some.map(({ id }) => `${id.slice(0, 12)}…`).join(" and ");

/** A thing's certificates. @throws {ConfigurationError} or {CliError} if the thing does not exist, or has none */
async function certificatesOfThing(name: string, api: DeviceApi, where: string): Promise<RegisteredCertificate[]> {
  const principals = await api.principals(name);
  const remedy = `To see all: ${iotAuth("device", "list")}`;
  if (principals === undefined)
    throw new ConfigurationError([{ path: "NAME", must: `name a thing that ${where} has`, got: name, remedy }]);
  const ids = principals.map(certificateIdOf).filter((id) => id !== undefined);
  const found = await Promise.all(ids.map((id) => api.certificate(id)));
  const certificates = found.filter((one) => one !== undefined);
  if (certificates.length > 0) return certificates;
  throw new CliError(`Thing ${name} has no certificate in ${where}: there is nothing to revoke. ${remedy}`, EXIT.usage);
}

/** Finds the certificate that `--certificate` names: by its id, by the beginning of its id, or by a file. */
async function choose(
  asked: string,
  known: readonly RegisteredCertificate[],
  { io }: CommandContext,
): Promise<RegisteredCertificate> {
  const byId = /^[0-9a-f]{8,64}$/.test(asked) ? known.filter(({ id }) => id.startsWith(asked)) : [];
  const [only] = byId.length > 0 || /^[0-9a-f]{8,64}$/.test(asked) ? byId : await byFile(asked, known, io.cwd);
  if (only !== undefined && byId.length <= 1) return only;
  const remedy = `It has ${known.map(({ id }) => id).join(", ")}.`;
  throw new ConfigurationError([
    { path: "--certificate", must: "be a certificate of the thing", got: new Described(asked), remedy },
  ]);
}

async function byFile(file: string, known: readonly RegisteredCertificate[], cwd: string) {
  const reading = await readPem("--certificate", resolve(cwd, file), "CERTIFICATE", cwd);
  if (!reading.ok) throw new ConfigurationError([{ ...reading.problem, got: new Described(file) }]);
  const print = parseCertificate(reading.block)?.fingerprint256;
  return known.filter(({ pem }) => parseCertificate({ pem, der: Buffer.alloc(0) })?.fingerprint256 === print);
}

/** The change of the configuration that keeps the next apply from activating certificates that Terraform registered. */
function changeOf(
  ofConfiguration: number,
  left: number,
  { settings }: ResolvedStack,
  name: string,
): { readonly line?: string; readonly notes: readonly string[] } {
  const thing = settings.certificates?.things[name];
  if (ofConfiguration === 0 || thing === undefined) return { notes: [] };
  const place = `certificates.things.${name}`;
  if (!thing.active) return { notes: [`${place}.active is false already, so the next apply leaves it REVOKED.`] };
  if (left === 0) {
    return {
      line: "active: false,",
      notes: [
        `Terraform would set it ACTIVE again with the next apply. To keep it revoked, add this line to ${place}; then: ${cdktf("deploy")}`,
        "Leave the thing in the configuration: if its CA provisions just in time, AWS registers a deleted certificate again.",
      ],
    };
  }
  return {
    notes: [
      `Terraform would set it ACTIVE again with the next apply. To keep it revoked, move its file from ${place}.certificate to ${place}.retired, or remove its csr; then: ${cdktf("deploy")}`,
    ],
  };
}

/** A note about revoked certificates that are not in the configuration: they stay revoked while they are registered. */
async function comesBack(chosen: readonly RegisteredCertificate[], { configFolder, stack }: Project): Promise<string> {
  const authorities = await configuredAuthorities([stack()], configFolder);
  const provisions = chosen.some(({ pem }) => {
    const x509 = parseCertificate({ pem, der: Buffer.alloc(0) });
    return x509 !== undefined && issuerOf(x509, authorities)?.settings.provision !== undefined;
  });
  return provisions
    ? "Terraform does not know it, and leaves it REVOKED. Do not delete its registration: its CA provisions just in time, so AWS would accept the device again."
    : "Terraform does not know it, and leaves it REVOKED.";
}

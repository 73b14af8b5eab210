import { resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError, describeProblem, type Problem } from "../../../config/problem";
import { parseCertificate, readPem } from "../../../identity/certificates";
import { checkProvisioning, type ProvisioningOutcome } from "../../certificates/check-provisioning";
import type { CommandContext } from "../../command-context";
import { EXIT } from "../../exit-codes";
import { loadProject } from "../../project";
import { namedValues } from "../../terminal/text-table";
import { examples } from "../../usage-texts";

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Say what just-in-time provisioning would create for a device's certificate: thing, type, attributes, thing groups and policy, or why AWS IoT Core would refuse the device. Reads the configuration only, without a call of AWS. Exit code 1 if the device could not log in.",
    )
    .requiredOption("--certificate <FILE>", "a device's certificate in PEM form")
    .addHelpText(
      "after",
      examples([
        ["iot-auth provisioning check --certificate certificates/sensor-1.pem", "before the device is sent out"],
        [
          "iot-auth provisioning check --certificate sensor-1.pem --json | jq -e '.outcome == \"registered\"'",
          "for a test bench",
        ],
      ]),
    )
    .action((choices: { readonly certificate: string }) => check(choices.certificate, context));
}

async function check(file: string, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const project = await loadProject(context);
  const stack = project.stack();
  const reading = await readPem("--certificate", resolve(io.cwd, file), "CERTIFICATE", io.cwd);
  if (!reading.ok) throw refused(reading.problem, file);
  const certificate = parseCertificate(reading.block);
  if (certificate === undefined || certificate.ca) {
    const must = certificate ? "be a device's certificate, not a CA's" : "be a certificate that can be read";
    throw refused({ path: "--certificate", must, got: file, remedy: "Name the certificate of a device." }, file);
  }
  const found = await checkProvisioning(file, certificate, stack, project.configFolder, io.now());
  const { problems, ...rest } = found;
  const sentences = problems.map(describeProblem);
  await output.result({ certificate: file, stack: stack.stackName, ...rest, problems: sentences }, () =>
    outcomeText(found),
  );
  for (const line of sentences) await output.note(line);
  for (const what of found.needs)
    await output.note(
      `It needs ${what} in AWS, which this stack does not create; without it no device is provisioned.`,
    );
  if (problems.length > 0) context.exitWith(EXIT.refused);
}

/** Replaces the file's absolute path in a problem with the path that was given. */
function refused({ got, ...problem }: Problem, file: string): ConfigurationError {
  const shown = typeof got === "string" ? file : got;
  return new ConfigurationError([{ ...problem, ...(shown === undefined ? {} : { got: shown }) }]);
}

const HEADLINES: Readonly<Record<ProvisioningOutcome["outcome"], string>> = {
  provisioned: "provisioned just in time: the first connection is closed, the next is accepted",
  registered: "registered by Terraform: the first connection is accepted",
  pending: "registered as PENDING_ACTIVATION: refused until somebody activates it",
  refused: "refused",
};

function outcomeText({ outcome, ca, group, policy, thing }: ProvisioningOutcome): string {
  const rows: (readonly [string, string | undefined])[] = [
    ["outcome", HEADLINES[outcome]],
    ["CA", ca],
    ["thing", thing?.thing],
    ["type", thing?.type],
    ...Object.entries(thing?.attributes ?? {}).map(([name, value]) => [`attribute ${name}`, value] as const),
    ["thing groups", thing && (thing.thingGroups.join(", ") || "none")],
    ["group", group],
    ["policy", policy],
  ];
  return namedValues(rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])));
}

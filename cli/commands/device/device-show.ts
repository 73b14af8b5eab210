import type { Command } from "commander";
import { ConfigurationError } from "../../../config/problem";
import type { ResolvedStack } from "../../../config/schema";
import { didYouMean, iotAuth } from "../../../config/text";
import { groupPolicyName } from "../../../infra/certificate-names";
import { controlPlaneEndpoint } from "../../aws/control-plane-endpoint";
import { checkThingNames } from "../../certificates/thing-arguments";
import { type DeviceView, obstacles, viewDevice } from "../../certificates/view-devices";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { whileBusy } from "../../terminal/busy";
import { namedValues } from "../../terminal/text-table";
import { examples } from "../../usage-texts";

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Show one device with a certificate: thing, group, type and attributes, and for each certificate its status, its expiry, its policies, and why AWS IoT Core would refuse it.",
    )
    .argument("<NAME>", "name of the thing")
    .option("--local", "of the running iot-auth local")
    .addHelpText("after", examples([["iot-auth device show sensor-1 --local", "from the running iot-auth local"]]))
    .action((name: string, choices: { readonly local?: true }) => show(name, choices, context));
}

async function show(name: string, { local }: { readonly local?: true }, context: CommandContext): Promise<void> {
  const { io, output } = context;
  checkThingNames(name, {});
  const project = await loadProject(context);
  const stack = project.stack();
  const place = await controlPlaneEndpoint(project, local ? { local } : {}, io);
  const { deviceApi } = await import("../../certificates/device-api");
  const api = deviceApi(await place.settings());
  const device = await whileBusy(io, `Asking ${place.where}`, () => viewDevice(stack, project.configFolder, api, name));
  if (device.from === "provisioned" && !device.exists) throw noSuchThing(name, stack, place.where);
  const policy = device.group === undefined ? undefined : groupPolicyName(stack.stackName, device.group);
  const certificates = device.certificates.map((one) => ({ ...one, obstacles: obstacles(one, policy, io.now()) }));
  await output.result({ ...device, certificates }, () => details({ ...device, certificates }));
  if (!device.exists) await output.note(`There is no thing ${name} in AWS yet: the stack is not applied.`);
  else if (certificates.length === 0)
    await output.note(`Thing ${name} has no certificate, so no device can log in as this thing.`);
  for (const { id, from, status } of certificates) {
    if (from !== "provisioned" || device.from !== "configuration" || status === "REVOKED") continue;
    await output.note(
      `warning: certificate ${id.slice(0, 12)}… is not in certificates.things: just-in-time provisioning attached it, and Terraform cannot delete the thing before it is detached. To revoke and detach it: ${iotAuth("device", "revoke", name, "--certificate", id, "--detach")}`,
    );
  }
}

type Shown = Omit<DeviceView, "certificates"> & {
  readonly certificates: readonly (DeviceView["certificates"][number] & { readonly obstacles: readonly string[] })[];
};

function details({ thing, group = "none", from, type = "none", attributes, certificates }: Shown): string {
  const rows: [string, string][] = [
    ["thing", thing],
    ["from", from === "configuration" ? "the configuration" : "just-in-time provisioning"],
    ["group", group],
    ["type", type],
    ...Object.entries(attributes).map(([name, value]): [string, string] => [`  ${name}`, value]),
    ...certificates.flatMap(
      ({ id, status, expires = "unknown", policies, from: of, obstacles: why }): [string, string][] => [
        ["certificate", id],
        [
          "  from",
          of === "configuration"
            ? "the configuration"
            : of === "retired"
              ? "the configuration, retired"
              : "just-in-time provisioning",
        ],
        ["  status", status],
        ["  expires", expires],
        ["  policies", policies.join(", ") || "none"],
        ["  can log in", why.length === 0 ? "yes" : `no: ${why.join("; ")}`],
      ],
    ),
  ];
  return namedValues(rows, 14);
}

function noSuchThing(name: string, { settings }: ResolvedStack, where: string): ConfigurationError {
  const known = Object.keys(settings.certificates?.things ?? {});
  const remedy = `${didYouMean(name, known)} Neither the configuration nor ${where} has it. To see all: ${iotAuth("device", "list")}`;
  return new ConfigurationError([{ path: "NAME", must: "name a thing", got: name, remedy }]);
}

import { type Command, Option } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { iotAuth } from "../../../config/text";
import { controlPlaneEndpoint } from "../../aws/control-plane-endpoint";
import { configuredDevices, type DeviceView, listDevices } from "../../certificates/view-devices";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { loadProject } from "../../project";
import { whileBusy } from "../../terminal/busy";
import { textTable } from "../../terminal/text-table";
import { examples } from "../../usage-texts";

const HEADINGS = ["THING", "GROUP", "FROM", "EXPIRES", "CERTIFICATES"];
/** Default maximum number of devices: AWS accepts about ten requests a second, and each device needs four. */
const DEFAULT_LIMIT = "250";

interface Choices {
  readonly local?: true;
  readonly offline?: true;
  readonly limit: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "List devices with certificates: things of the configuration, and things that just-in-time provisioning created, with the state of their certificates in AWS IoT Core.",
    )
    .option("--local", "of the running iot-auth local")
    .addOption(new Option("--offline", "things of the configuration only, without a call of AWS").conflicts("local"))
    .option("--limit <NUMBER>", "maximum number of devices", DEFAULT_LIMIT)
    .addHelpText(
      "after",
      examples([
        ["iot-auth device list --local", "all that the running iot-auth local knows"],
        ["iot-auth device list --offline", "what the configuration names"],
      ]),
    )
    .action((choices: Choices) => list(choices, context));
}

async function list({ local, offline, limit }: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const most = readLimit(limit);
  const project = await loadProject(context);
  const stack = project.stack();
  const ask = async () => {
    const place = await controlPlaneEndpoint(project, local ? { local } : {}, io);
    const { deviceApi } = await import("../../certificates/device-api");
    const settings = await place.settings().catch((error: unknown) => {
      if (!(error instanceof CliError)) throw error;
      throw new CliError(`${error.message} Without AWS: ${iotAuth("device", "list", "--offline")}`, error.exitCode);
    });
    const api = deviceApi(settings);
    return whileBusy(io, `Asking ${place.where}`, () => listDevices(stack, project.configFolder, api, most));
  };
  const { devices, more } = offline ? { devices: configuredDevices(stack), more: false } : await ask();
  await output.result(devices, () =>
    devices.length === 0
      ? undefined
      : textTable(HEADINGS, devices.map(row), { width: io.stdout.isTTY ? io.stdout.columns : undefined }),
  );
  if (devices.length === 0)
    await output.note(`No devices yet. To create a device's key and request: ${iotAuth("device", "csr", "NAME")}`);
  if (more) await output.note(`There are more devices than the ${most} that are shown; --limit raises the number.`);
}

function row({ thing, group = "none", from, exists, certificates }: DeviceView): string[] {
  const ends = certificates.flatMap(({ expires }) => expires?.slice(0, 10) ?? []).sort();
  const states = certificates.map(({ status, policies }) => (policies.length === 0 ? `${status}, no policy` : status));
  const nothing = exists === undefined ? "not asked" : exists ? "none" : "no such thing in AWS";
  return [thing, group, from, ends[0] ?? "", states.join("; ") || nothing];
}

function readLimit(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw new ConfigurationError([
    {
      path: "--limit",
      must: "be a whole number from 1 to 100000",
      got: text,
      remedy: "It is the maximum number of devices that are shown.",
    },
  ]);
}

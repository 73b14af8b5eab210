import { resolve } from "node:path";
import type { Command } from "commander";
import { ConfigurationError, Described } from "../../../config/problem";
import { readGivenFile } from "../../../config/read-given-file";
import { visible } from "../../../config/text";
import type { CommandContext } from "../../command-context";
import { EXIT } from "../../exit-codes";
import { projectIfAny } from "../../mqtt/broker-target";
import { loadProject } from "../../project";
import type { BridgeFinding, BridgeSection } from "../../settings/check/bridge-section";
import { type CheckedAgainst, checkBridge } from "../../settings/check/check-bridge";
import { versionedLines, versionedLineText } from "../../settings/check/classic-keys";
import { readMosquitto } from "../../settings/check/read-mosquitto";
import { readNanoMq, readNanoMqClassic } from "../../settings/check/read-nanomq";
import { examples } from "../../usage-texts";
import { findKnownUser } from "../../users/known-user";
import { openStore } from "../../users/open-store";

interface Options {
  readonly user?: string;
  readonly local?: boolean;
  readonly nanomq?: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "List the lines of the bridges in a mosquitto.conf or nanomq.conf (both forms) that AWS IoT Core would refuse, with --user also those that " +
        "this stack's rules would refuse, and the line to write instead.",
    )
    .argument("<FILE>", "the file; nothing in it is changed, and no password in it is shown")
    .option("--user <NAME>", "login name of the bridge, to check its group's rules as well")
    .option("--local", "with users in a table: in that of the running iot-auth local")
    .option("--nanomq <VERSION>", "for NanoMQ's key=value form: the version that reads the file, such as 0.25.3")
    .addHelpText(
      "after",
      examples([
        ["iot-auth settings check bridge.conf --user gateway-1", "exits with 1 if something would be refused"],
        ["iot-auth settings check nanomq_old.conf --nanomq 0.25.3", "and says which lines that version does not read"],
      ]),
    )
    .action((file: string, options: Options) => check(file, options, context));
}

async function check(file: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output, exitWith } = context;
  checkVersion(options.nanomq);
  const bridges = readBridges(await readText(resolve(io.cwd, file), file), file);
  const against = {
    ...(await checkedAgainst(options, context)),
    ...(options.nanomq !== undefined && { nanoMq: options.nanomq }),
  };
  const findings = bridges.flatMap((bridge) => checkBridge(bridge, against));
  if (findings.length > 0) exitWith(EXIT.refused);
  const versioned = options.nanomq === undefined ? bridges.flatMap(versionedLines) : [];
  await output.result(
    { file, bridges: bridges.map(({ format, name, line }) => ({ format, name, line })), findings, versioned },
    () => (findings.length === 0 ? undefined : findings.map((finding) => findingText(file, finding)).join("\n")),
  );
  for (const one of versioned) await output.note(`${file}:${one.line}: ${versionedLineText(one)}`);
  const rules = against.asker === undefined ? "AWS IoT Core" : `AWS IoT Core and group ${against.asker.groupName}`;
  await output.note(
    findings.length === 0
      ? `Nothing that ${rules} would refuse, in ${bridges.length === 1 ? "1 bridge" : `${bridges.length} bridges`}.`
      : `${findings.length === 1 ? "1 line" : `${findings.length} lines`} to change.`,
  );
}

function findingText(file: string, { line, what, write }: BridgeFinding): string {
  const place = visible(`${file}:${line}: ${what}`);
  return write === undefined ? place : `${place}\n    write: ${visible(write)}`;
}

async function checkedAgainst({ user: name, ...options }: Options, context: CommandContext): Promise<CheckedAgainst> {
  const project = name === undefined ? await projectIfAny(context) : await loadProject(context);
  if (project === undefined) return { withoutAlpn: false };
  if (name === undefined) {
    // Without a user there may be several stages, any of which can be meant.
    return {
      withoutAlpn: project.stacks.some(({ settings }) => settings.endpoint?.applicationProtocol === "SECURE_MQTT"),
    };
  }
  const stack = project.stack();
  const { user, group } = await findKnownUser(openStore(project, stack, options, context.io), stack, name, "--user");
  return {
    withoutAlpn: stack.settings.endpoint?.applicationProtocol === "SECURE_MQTT",
    asker: { username: user.name, groupName: user.group, group, region: stack.settings.region },
  };
}

function readBridges(text: string, file: string): BridgeSection[] {
  const isClassic = /^\s*(?:aws\.)?bridge\.mqtt\.[^=\s]+\s*=/m.test(text);
  const read = isClassic ? readNanoMqClassic : /^\s*bridges\s*[.{=]/m.test(text) ? readNanoMq : readMosquitto;
  const bridges = read(text);
  if (bridges.length > 0) return bridges;
  const remedy =
    "A bridge begins with connection NAME in mosquitto.conf, with bridges.mqtt.NAME or bridge.mqtt.NAME in NanoMQ's files.";
  throw new ConfigurationError([{ path: "FILE", must: "hold a bridge", got: new Described(file), remedy }]);
}

/** @throws {ConfigurationError} if it is not a version as `nanomq --version` prints it */
function checkVersion(version: string | undefined): void {
  if (version === undefined || /^\d+\.\d+(\.\d+)?$/.test(version)) return;
  const remedy = "Give the version that nanomq --version prints, without a dash and what follows it.";
  throw new ConfigurationError([{ path: "--nanomq", must: "be a version like 0.25.3", got: version, remedy }]);
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    return String(await readGivenFile(path, { openPipe: true }));
  } catch (error) {
    const got = new Described(`${shown} (${(error as NodeJS.ErrnoException).code})`);
    throw new ConfigurationError([
      { path: "FILE", must: "be a file that can be read", got, remedy: "Check its name." },
    ]);
  }
}

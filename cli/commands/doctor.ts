import { join, relative } from "node:path";
import { type Command, Option } from "commander";
import { loginRows } from "../../config/login-kinds";
import { authorizerName } from "../../config/names/stack-names";
import type { ResolvedStack } from "../../config/schema";
import { visible } from "../../config/text";
import { awsSettings, standInSettings } from "../aws/aws-settings";
import type { CommandContext } from "../command-context";
import { type DoctorApi, noApi } from "../doctor/api";
import type { Subject } from "../doctor/doctor-check";
import type { CheckResult } from "../doctor/examine";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { LOGIN_TOOLS } from "../kinds/login-tools";
import { brokerTarget } from "../mqtt/broker-target";
import { parseTimeout } from "../mqtt/connection-arguments";
import type { Output, Style } from "../output";
import { loadProject, type Project } from "../project";
import { findStandIn, type RunningStandIn, runningFile } from "../stand-in/running-file";
import { whileBusy } from "../terminal/busy";
import { createProgress } from "../terminal/progress";
import { askTerraform, stackOutputs, terraformProgram } from "../terraform/stack-outputs";
import { examples } from "../usage-texts";

const STYLES: Readonly<Record<CheckResult["status"], Style>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim",
};
const [STATUS_WIDTH, NAME_WIDTH] = [9, 12];

/** The results as lines for a person, each remedy below its finding. */
export function reportText(results: readonly CheckResult[], style: Output["style"]): string {
  return results
    .flatMap(({ status, check, detail, remedy }) => [
      `${style(STYLES[status], status.padEnd(STATUS_WIDTH))}${check.padEnd(NAME_WIDTH)}${visible(detail)}`,
      ...[remedy ?? []].flat().map((line) => `${" ".repeat(STATUS_WIDTH + NAME_WIDTH)}${visible(line)}`),
    ])
    .join("\n");
}

interface Options {
  readonly local?: boolean;
  readonly endpoint?: string;
  readonly caFile?: string;
  readonly timeout: number;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Check everything a login depends on: identity, clock, applied stack, what an interrupted apply left behind, users table, function, its concurrency and recent errors, permission, authorizer, default, endpoint, TLS. " +
        "Each check is ok, a warning or failed, with what to do; exit code 1 if one failed. Nothing is changed; the function's log gets " +
        "one refused login.",
    )
    .addOption(
      new Option("--endpoint <HOST[:PORT]>", "MQTT endpoint (default: the applied stack's, port 443)").conflicts(
        "local",
      ),
    )
    .option("--local", "check the running iot-auth local")
    .option("--ca-file <FILE>", "certificate authorities to trust, as PEM (default: the public ones)")
    .option("--timeout <SECONDS>", "timeout for the endpoint", parseTimeout, 10)
    .addHelpText(
      "after",
      examples([
        ["iot-auth doctor", "the applied stack, with Terraform's Region, profile and role"],
        ["iot-auth doctor --local", "the running iot-auth local"],
        ["iot-auth doctor --stage prod --json", "for monitoring"],
      ]),
    )
    .action((options: Options) => doctor(options, context));
}

async function doctor(options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { CHECKS, examine } = await import("../doctor/examine");
  const subject = await subjectOf(options, await loadProject(context), context);
  const ofLogins = await Promise.all(
    loginRows(subject.stack.settings, LOGIN_TOOLS).map(async (row) => (await row.checks?.()) ?? []),
  );
  const wanted = [...CHECKS, ...ofLogins.flat()];
  const progress = createProgress(io, "Checking", wanted.length);
  const checks = await examine(subject, progress.advance, wanted).finally(progress.end);
  const healthy = checks.every(({ status }) => status !== "failed");
  const { stackName, settings } = subject.stack;
  const where = subject.standIn ? `the stand-in at ${subject.standIn.controlPlane}` : settings.region;
  const forPrograms = checks.map(({ remedy, ...check }) =>
    remedy === undefined ? check : { ...check, remedy: [remedy].flat().join("\n") },
  );
  const result = { healthy, stack: stackName, where, checks: forPrograms };
  await output.result(result, () => reportText(checks, output.style));
  if (!healthy) context.exitWith(EXIT.refused);
}

async function subjectOf(options: Options, project: Project, { io }: CommandContext): Promise<Subject> {
  const stack = project.stack();
  const { configFolder } = project;
  const standIn = options.local
    ? await findStandIn(runningFile(configFolder, stack.stackName), stack.stackName, io)
    : undefined;
  const outputs = standIn
    ? { missing: "the stand-in has no outputs" }
    : await stackOutputs(configFolder, stack.stackName, io).then(
        (values) => ({ values }),
        (error: unknown) => ({ missing: messageOf(error) }),
      );
  const state = standIn
    ? { missing: "the stand-in has none" }
    : await stackState(configFolder, stack.stackName, io).then(
        (addresses) => ({ addresses }),
        (error: unknown) => ({ missing: messageOf(error) }),
      );
  const applied = "values" in outputs ? outputs.values.endpoint : undefined;
  const address = options.endpoint ?? applied;
  const target =
    standIn || address
      ? await brokerTarget({ ...options, ...(address ? { endpoint: address } : {}) }, project, { io })
      : undefined;
  return {
    project,
    stack,
    authorizerName: authorizerName(stack.stackName, stack.settings.authorizer),
    outputs,
    state,
    terraform: [
      terraformProgram(io),
      `-chdir=${relative(io.cwd, join(configFolder, "cdktf.out", "stacks", stack.stackName)) || "."}`,
    ],
    api: await apiFor(standIn, stack, io),
    ...(standIn ? { standIn } : {}),
    ...(target ? { endpoint: target } : {}),
    timeoutSeconds: options.timeout,
    now: io.now,
  };
}

async function apiFor(standIn: RunningStandIn | undefined, stack: ResolvedStack, io: Io): Promise<DoctorApi> {
  const { awsApi } = await import("../doctor/aws-api");
  if (standIn) return awsApi(standInSettings(standIn.region, standIn.controlPlane), io.now);
  try {
    const settings = await whileBusy(io, "Looking for credentials", () => awsSettings(stack, io));
    return awsApi(settings, io.now);
  } catch (error) {
    if (error instanceof CliError) return noApi(error);
    throw error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message.replace(/\.? Run: .*$/, "");
  throw error;
}

/**
 * Addresses of the resources that Terraform has in a stack's state: `terraform state list` in
 * `cdktf.out/stacks/<stack>`. Empty where there is no state yet.
 * @throws {CliError} if the stack was not synthesized, or terraform is missing or fails
 * @example await stackState(configFolder, "cloudprnt", io) // Set { "aws_iam_role.authorizer", … }
 */
async function stackState(configFolder: string, stackName: string, io: Io): Promise<ReadonlySet<string>> {
  const list = () => askTerraform(configFolder, stackName, ["state", "list"], io);
  try {
    const printed = await whileBusy(io, "Reading the stack's state", list);
    return new Set(printed.split(/\r?\n/).filter((line) => line !== ""));
  } catch (error) {
    if (error instanceof CliError && error.message.includes("No state file was found")) return new Set();
    throw error;
  }
}

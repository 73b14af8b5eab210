import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Command } from "commander";
import { readGivenFile } from "../../config/read-given-file";
import type { Review } from "../../review";
import type { CommandContext } from "../command-context";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { trustedSynthesis } from "../review/trusted-synthesis";
import { examples } from "../usage-texts";

interface Options {
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
  readonly synthesized?: string;
  readonly planFile?: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Describe a Terraform plan: who gains or loses access, what groups may do, and other risks. " +
        "The plan is compared with the synthesis of the current configuration: anything else in the plan counts as widening access. " +
        "Needs no network and no AWS account, and prints no secret. " +
        "In GitHub Actions (GITHUB_ACTIONS=true) each warning is an annotation of the run, too, written to standard error.",
    )
    .argument("<PLAN>", "a plan as JSON (terraform show -json tfplan), or - for standard input")
    .option("--markdown", "as Markdown for the comment of a pull request")
    .option(
      "--synthesized <FOLDER>",
      "compare with cdktf.out of a trusted checkout, in place of the current configuration",
    )
    .option(
      "--plan-file <FILE>",
      "the plan itself (tfplan): also compares the configuration in it, and prints its digest",
    )
    .option("--exit-code", "exit code 1 when access widens, so that a script can ask for an approval")
    .addHelpText(
      "after",
      examples([
        [
          "terraform show -json tfplan | iot-auth review -",
          "in cdktf.out/stacks/<stack>, after terraform plan -out=tfplan",
        ],
        ["iot-auth review plan.json --plan-file tfplan", "also compares the backend, lifecycle and import blocks"],
        ["iot-auth review plan.json --markdown > comment.md", "to post in a pull request"],
        [
          "iot-auth review plan.json --exit-code || ask-for-approval",
          "0: no user gains access; 2: no plan of this project",
        ],
      ]),
    )
    .action((file: string, options: Options) => review(file, options, context));
}

async function review(file: string, options: Options, context: CommandContext): Promise<void> {
  const { markdown, exitCode } = options;
  const { io, output, exitWith } = context;
  if (markdown && output.json)
    throw new CliError("--markdown and --json are two forms of one result; give one.", EXIT.usage);
  const found = await reviewFile(file, options, context);
  const { annotations, describeReview, renderMarkdown, renderText, reviewJson } = await import("../../review");
  const blocks = describeReview(found);
  await output.result(reviewJson(found), () => (markdown ? renderMarkdown(found.stack, blocks) : renderText(blocks)));
  if (io.env.GITHUB_ACTIONS === "true") {
    for (const line of annotations(found)) await output.note(line);
  }
  if (exitCode && found.access === "widens") exitWith(EXIT.refused);
}

/**
 * @throws {CliError} with exit code 2 if the file cannot be read or is no plan, or if there is no synthesis to compare
 * with
 */
async function reviewFile(file: string, { synthesized, planFile }: Options, context: CommandContext): Promise<Review> {
  const { io } = context;
  const { asPlan, PlanFileError, planIdentity, readPlanJson, reviewPlan } = await import("../../review");
  const { comparePlanFile, compareWithSynthesis, planFileDigest, UnreadablePlanFile } = await import("../../review");
  const bytes = await read(file, io);
  const archive = planFile === undefined ? undefined : await read(planFile, io);
  try {
    const json = readPlanJson(bytes);
    const plan = asPlan(json);
    const synthesis = await trustedSynthesis(planIdentity(plan).stack, synthesized, context);
    const differences = [
      ...compareWithSynthesis(json, synthesis),
      ...(archive ? await comparePlanFile(archive, synthesis, json) : []),
    ];
    return { ...reviewPlan(plan, differences), ...(archive ? { planFile: { sha256: planFileDigest(archive) } } : {}) };
  } catch (error) {
    if (error instanceof UnreadablePlanFile)
      throw new CliError(`${planFile} cannot be reviewed. ${error.message}`, EXIT.usage);
    if (!(error instanceof PlanFileError)) throw error;
    throw new CliError(`${file === "-" ? "Standard input" : file} cannot be reviewed. ${error.message}`, EXIT.usage);
  }
}

async function read(file: string, io: Io): Promise<Buffer> {
  if (file === "-") return buffer(io.stdin);
  try {
    return await readGivenFile(resolve(io.cwd, file), { openPipe: true });
  } catch (error) {
    const { code, message } = asError(error) as NodeJS.ErrnoException;
    throw new CliError(`${file} cannot be read (${code ?? message}).`, EXIT.usage);
  }
}

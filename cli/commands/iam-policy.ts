import { Argument, type Command, Option } from "commander";
import { ConfigurationError } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { visibleJson } from "../../config/text";
import type { IamPolicy, Part, Task } from "../../infra/permissions";
import type { CommandContext } from "../command-context";
import { PART_CHOICES, TASK_CHOICES } from "../iam/choices";
import { namesOf } from "../iam/names-of";
import { policyNotes } from "../iam/policy-notes";
import { loadProject } from "../project";
import { examples } from "../usage-texts";

/**
 * The account that a stack is deployed to: the one given, the stage's, or that of the role to assume.
 * @throws {ConfigurationError} if no account is known, or if the one given is not an account id or not the stage's
 */
function accountOf({ settings }: ResolvedStack, given: string | undefined): string {
  const { accountId, assumeRole } = settings;
  const configured = accountId ?? assumeRole?.roleArn.split(":")[4];
  if (given === undefined) return configured ?? refuse(given, "be given", REMEDY);
  if (!/^\d{12}$/.test(given)) return refuse(given, "be the 12 digits of an AWS account id", REMEDY);
  if (configured !== undefined && given !== configured) {
    return refuse(given, `be the stage's own account ${configured}`, "Leave it out, or change the configuration.");
  }
  return given;
}

const REMEDY =
  "Set accountId in iot-auth.config.ts, which also prevents a deploy to any other account, or give --account-id 123456789012.";

function refuse(got: string | undefined, must: string, remedy: string): never {
  throw new ConfigurationError([{ path: "--account-id", must, got, remedy }]);
}

interface Options {
  readonly accountId?: string;
  readonly formerly?: readonly string[];
  readonly also?: readonly Part[];
  readonly formerTable?: readonly string[];
  readonly lock: boolean;
  readonly managed?: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Print the IAM policy for a task, as narrow as AWS allows: for this stack in this account, and nothing else. Tasks are plan; deploy, " +
        "which destroys too; plan-caller and deploy-caller, for the identity that runs Terraform where a role or another profile does the work; " +
        "boundary, for the role of the function itself; and the commands of iot-auth that call AWS. Several tasks give one policy. AWS is not called.",
    )
    .addArgument(new Argument("<TASK...>", "what to allow").choices(TASK_CHOICES))
    .option("--account-id <ID>", "the AWS account, 12 digits (default: the stage's accountId)")
    .addOption(
      new Option(
        "--also <PART...>",
        "parts that the configuration no longer has, for the deploy that removes them",
      ).choices(PART_CHOICES),
    )
    .option("--formerly <NAME...>", "former names of the authorizer, for the deploy that renames it")
    .option("--former-table <NAME...>", "former names of the users table, for the deploy that renames or removes it")
    .option("--no-lock", "for plans with -lock=false, which cannot hold or break a lock of the state")
    .option(
      "--managed <NUMBER>",
      "print one of the managed policies that a policy above AWS's size limit is divided into",
    )
    .addHelpText(
      "after",
      examples([
        [
          "iot-auth iam-policy plan --stage prod",
          "for a pull request: reads the stack, and the hashes in its package; changes nothing",
        ],
        ["iot-auth iam-policy deploy --stage prod > deployer.json", "for aws iam create-policy --policy-document"],
        ["iot-auth iam-policy deploy --also monitoring", "for the deploy that removes the monitoring"],
        ["iot-auth iam-policy doctor login --account-id 123456789012", "for an operator"],
      ]),
    )
    .action((tasks: readonly Task[], options: Options) => iamPolicy(tasks, options, context));
}

async function iamPolicy(tasks: readonly Task[], options: Options, context: CommandContext): Promise<void> {
  const { output } = context;
  const { dividePolicy, MANAGED_POLICY_CHARACTERS, policyFor } = await import("../../infra/permissions");
  const stack = (await loadProject(context)).stack();
  const policy = policyFor(tasks, {
    stack,
    accountId: accountOf(stack, options.accountId),
    formerAuthorizers: namesOf("--formerly", options.formerly),
    formerParts: options.also ?? [],
    formerTables: namesOf("--former-table", options.formerTable),
    withoutLock: !options.lock,
  });
  if (options.managed !== undefined) {
    const part = partOf(dividePolicy(policy), options.managed, MANAGED_POLICY_CHARACTERS);
    await output.result(part, () => visibleJson(part, 2));
    return;
  }
  await output.result(policy, () => (policy.Statement.length > 0 ? visibleJson(policy, 2) : undefined));
  for (const note of policyNotes(tasks, stack, policy, wordsOf(tasks, options))) await output.note(note);
}

/** The words of this command line, to which an option can be added. */
function wordsOf(tasks: readonly Task[], { accountId, formerly, also, formerTable, lock }: Options): string[] {
  const list = (option: string, values: readonly string[] | undefined) => (values ? [option, ...values] : []);
  return [
    ...["iam-policy", ...tasks],
    ...list("--account-id", accountId === undefined ? undefined : [accountId]),
    ...list("--also", also),
    ...list("--formerly", formerly),
    ...list("--former-table", formerTable),
    ...(lock ? [] : ["--no-lock"]),
  ];
}

function partOf(parts: readonly IamPolicy[], asked: string, most: number): IamPolicy {
  const part = /^[1-9]\d*$/.test(asked) ? parts[Number(asked) - 1] : undefined;
  if (part !== undefined) return part;
  const must = parts.length === 1 ? "be 1" : `be a number from 1 to ${parts.length}`;
  const remedy = `The policy is divided into ${parts.length} of at most ${most} characters.`;
  throw new ConfigurationError([{ path: "--managed", must, got: asked, remedy }]);
}

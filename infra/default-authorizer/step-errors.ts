import { AwsCallError, AwsEnvironmentError } from "../../aws";
import { OWNER_TAG } from "./names";

/** The program's exit codes. Terraform shows the number beside the program's last lines. */
export const EXIT = {
  ok: 0,
  /** A defect in the program itself. */
  unexpected: 1,
  /** The command line or the environment variable is wrong: AWS was not called. */
  badInput: 2,
  /**
   * Another owner's authorizer is the default and `takeOver` is off, or it has the handover authorizer's name, and
   * nothing was changed; or it was set as the default at the same time as ours.
   */
  foreign: 3,
  /** AWS refused a call, or could not be reached. */
  aws: 4,
  /** No credentials, or not those of the stack's account. */
  credentials: 5,
} as const;

/** One of the program's exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The part of the program's input that messages name, see `DefaultAuthorizerInput`. */
interface Subject {
  readonly authorizerName: string;
  readonly authorizerArn: string;
  readonly region: string;
  readonly owner: string;
}

/** The part of an authorizer in AWS that messages name. */
interface Seen {
  readonly name: string;
  readonly arn: string;
}

/** A failure of the program: the text to print, and the exit code. */
export class StepError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
    this.name = "StepError";
  }
}

/**
 * Converts an error into the program's failure: known errors have their own exit code, any other is a defect of the
 * program.
 */
export function asStepError(error: unknown): StepError {
  if (error instanceof StepError) return error;
  if (error instanceof AwsEnvironmentError) return badInput([error.message]);
  if (error instanceof AwsCallError)
    return new StepError(error.kind === "credentials" ? EXIT.credentials : EXIT.aws, error.message);
  return new StepError(EXIT.unexpected, `Unexpected: ${String(error)}`);
}

/** The command line or the environment variable is wrong. */
export function badInput(problems: readonly string[]): StepError {
  return new StepError(EXIT.badInput, problems.join("\n"));
}

/** Another owner's authorizer is the default, and `takeOver` is off. */
export function foreignDefault(input: Subject, current: Seen): StepError {
  return new StepError(
    EXIT.foreign,
    `The default authorizer of ${input.region} must be this stack's or none, got: "${current.name}" (${current.arn}), which is not this stack's. ` +
      "Nothing was changed. Either turn `authorizer.setAsDefault` off and let devices name the authorizer by adding " +
      `?x-amz-customauthorizer-name=${input.authorizerName} to their user name, or set \`authorizer.takeOver: true\` to replace it ` +
      "(it is put back when this stack is destroyed).",
  );
}

/** Another owner set its authorizer at the same time, and it is the default now. */
export function overtaken(input: Subject, current: Seen): StepError {
  return new StepError(
    EXIT.foreign,
    `The default authorizer of ${input.region} must now be "${input.authorizerName}", got: "${current.name}" (${current.arn}), which somebody else set ` +
      "at the same time. A Region has one default: decide which authorizer it is, and turn `authorizer.setAsDefault` off in the other stack. " +
      "If it is this stack's, apply again.",
  );
}

/** The stack's authorizer does not exist in its Region. */
export function authorizerMissing(input: Subject): StepError {
  return new StepError(
    EXIT.aws,
    `Authorizer "${input.authorizerName}" must exist in Region ${input.region}, got: no such authorizer there. ` +
      `Check that the provider's Region is ${input.region} and that ${input.authorizerArn} was not deleted, then apply again.`,
  );
}

/** The credentials are for another account or Region than the stack's. */
export function wrongAccount(input: Subject, seen: Seen): StepError {
  return new StepError(
    EXIT.credentials,
    `The credentials must be for the account and Region of ${input.authorizerArn}, got: ones that see ${seen.arn}. ` +
      "Nothing was changed. Check the provider's profile and role.",
  );
}

/** Another owner's authorizer has the handover authorizer's name. */
export function handoverNameTaken(input: Subject, present: Seen): StepError {
  return new StepError(
    EXIT.foreign,
    `The authorizer "${present.name}" of ${input.region} must be this stack's or not exist, got: ${present.arn} without the tag ` +
      `${OWNER_TAG}=${input.owner}. It is to stand in for "${input.authorizerName}" while that is replaced. ` +
      "Nothing was changed. Rename or delete it, then apply again.",
  );
}

/** The stack's authorizer has the handover authorizer's name. */
export function handoverNameReserved(input: Subject): StepError {
  return new StepError(
    EXIT.badInput,
    `\`authorizerName\` must not be "${input.authorizerName}": that is the name of the authorizer which stands in while this stack's ` +
      "own is replaced. Nothing was changed. Choose another `authorizer.name`.",
  );
}

/** The handover authorizer, or its permission, could not be removed. */
export function handoverLeftOver(cause: AwsCallError, name: string): StepError {
  return new StepError(
    asStepError(cause).exitCode,
    `${cause.message}\nThe handover authorizer "${name}" of a replacement is left over. Run the same command again to remove it.`,
  );
}

/** Another program changed the default between all checks. */
export function contended(input: Subject): StepError {
  return new StepError(
    EXIT.aws,
    `The default authorizer of ${input.region} must not change while it is being set, got: a different one at every check. ` +
      "Find out which other program or person sets it, then run the same command again.",
  );
}

/** AWS accepted the call, but does not show its effect, either not yet or because another program has undone it. */
export function notVisible(input: Subject, wanted: string | undefined): StepError {
  return new StepError(
    EXIT.aws,
    `The default authorizer of ${input.region} must now be ${wanted === undefined ? "none" : `"${wanted}"`}, ` +
      "got: AWS accepted the change, but still reports the former one, or somebody has set it again. Run the same command again.",
  );
}

/** The default was cleared to make room, and neither the new one nor the former one could be set. */
export function noDefaultLeft(cause: AwsCallError | StepError, former: Seen): StepError {
  return new StepError(
    asStepError(cause).exitCode,
    `${cause.message}\nThere may be no default authorizer now; it was "${former.name}". Run the same command again soon.`,
  );
}

import { LeftBehindError, type TakeBack } from "../../identity/users";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";

/**
 * Prints the result of a change of users, which contains the only copy of a secret. If printing fails (a full disk, a closed pipe), the change is
 * reverted, so that no user has a secret that was never shown.
 * @param leftText Returns what to say and do about users that could not be reverted
 * @throws {CliError} if printing failed
 * @example await handOut(await store.add([user], steps), () => output.result(…), ([name]) => `${name} is there nevertheless.`);
 */
export async function handOut(
  takeBack: TakeBack,
  print: () => Promise<void>,
  leftText: (names: readonly string[]) => string,
): Promise<void> {
  try {
    await print();
  } catch (error) {
    const failed = asError(error).message;
    await takeBack().catch((failure: unknown) => {
      throw failure instanceof LeftBehindError
        ? new CliError(`${failed} ${notTakenBack(failure, leftText)}`, leftExitCode(failure))
        : failure;
    });
    throw new CliError(`${failed} The change was taken back.`, EXIT.usage);
  }
}

/** Says why a change could not be reverted completely, and which users remain. */
export function notTakenBack(failure: LeftBehindError, leftText: (names: readonly string[]) => string): string {
  return `The change could not be taken back: ${asError(failure.reason).message} ${leftText(failure.names)}`;
}

/** Returns the exit code of a change that could not be reverted. It is not {@link EXIT}.usage, since something was changed. */
export function leftExitCode({ reason }: LeftBehindError) {
  return reason instanceof CliError ? reason.exitCode : EXIT.aws;
}

import { LeftBehindError, type TakeBack } from "../../identity/users";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";

/**
 * Hands out what came of a change of users: a secret that is nowhere else. If that fails (a full disk, a closed pipe), the change is
 * taken back, so that no user has a secret that was never shown.
 * @param leftText What to say and do if even that fails, about the users that may be there as the change left them
 * @throws {CliError} if handing out failed
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

/** Why a change was not taken back whole, and what that leaves. */
export function notTakenBack(failure: LeftBehindError, leftText: (names: readonly string[]) => string): string {
  return `The change could not be taken back: ${asError(failure.reason).message} ${leftText(failure.names)}`;
}

/** Something was changed, so it is not {@link EXIT}.usage. */
export function leftExitCode({ reason }: LeftBehindError) {
  return reason instanceof CliError ? reason.exitCode : EXIT.aws;
}

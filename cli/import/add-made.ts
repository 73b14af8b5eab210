import { rm } from "node:fs/promises";
import { LeftBehindError, type TakeBack, type UserStore } from "../../identity/users";
import type { CommandContext } from "../command-context";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { untilInterrupted } from "../mqtt/interruption";
import { createProgress } from "../terminal/progress";
import { leftExitCode, notTakenBack } from "../users/hand-out";
import type { MadeUsers } from "./make-users";
import { type Secrets, writeSecretsFile } from "./secrets-file";

/** How imported users are added. */
export interface AddMade {
  readonly store: UserStore;
  /** Throws if one of the existing names must not be used again. */
  readonly refuse: (taken: ReadonlySet<string>) => void;
  /** File for generated secrets. It is written before the users are added, so that no secret is lost. */
  readonly secretsFile: string | undefined;
  /** Secrets that the file already contains. */
  readonly secretsBefore: Secrets;
  /** Returns a text that says which users may remain in the store, and what to do about them. */
  readonly leftText: (names: readonly string[]) => string;
}

/**
 * Adds and changes imported users, all or none. In a table this takes a while: a terminal shows a progress bar, and ctrl-C reverts what was
 * done so far, as every failure does.
 * @returns A function that reverts all of it, the file with the secrets included
 * @throws {CliError} if it fails. If users could not be reverted, the message names them, and the file with their secrets stays
 */
export async function addMade(made: MadeUsers, add: AddMade, context: CommandContext): Promise<TakeBack> {
  const { store, refuse, secretsFile, secretsBefore, leftText } = add;
  let secretsWritten = false;
  const restoreSecrets = async () => {
    if (!secretsFile || !secretsWritten) return;
    if (secretsBefore.size === 0) await rm(secretsFile, { force: true });
    else await writeSecretsFile(secretsFile, new Map(), secretsBefore);
  };
  const watch = store.kind === "table" ? watchAdding(made.users.length + made.changes.size, context) : undefined;
  const done: TakeBack[] = [];
  try {
    done.push(
      await store.add(made.users, {
        ...watch,
        refuse,
        async beforeWriting() {
          if (secretsFile === undefined || made.generated.size === 0) return;
          await writeSecretsFile(secretsFile, made.generated, secretsBefore);
          secretsWritten = true;
        },
      }),
    );
    if (made.changes.size > 0) {
      done.push(await store.changeMany(made.changes, { ...watch, onChanged: () => watch?.onAdded(1) }));
    }
    return async () => {
      await takeBackAll(done);
      await restoreSecrets();
    };
  } catch (error) {
    const failure = await takeBackAll(done, error).then(
      () => error,
      (left: unknown) => left,
    );
    if (failure instanceof LeftBehindError) {
      throw new CliError(`${asError(failure.cause).message} ${notTakenBack(failure, leftText)}`, leftExitCode(failure));
    }
    await restoreSecrets();
    // An error with the exit code for wrong usage already implies that no user was added.
    if (!(error instanceof CliError) || error.exitCode === EXIT.usage) throw error;
    const what = made.changes.size > 0 ? "added or changed" : "added";
    throw new CliError(`${error.message} No user was ${what}.`, error.exitCode);
  } finally {
    watch?.end();
  }
}

/** Reverts changes, the last one first. @param cause The failure that is the reason, if there was one */
async function takeBackAll(done: readonly TakeBack[], cause?: unknown): Promise<void> {
  const failures: unknown[] = [cause].filter((error) => error instanceof LeftBehindError);
  for (const takeBack of [...done].reverse()) await takeBack().catch((error: unknown) => failures.push(error));
  const left = failures.filter((error) => error instanceof LeftBehindError);
  const [first] = left;
  if (first) {
    const names = left.flatMap((error) => error.names);
    throw new LeftBehindError(names, first.reason, cause instanceof LeftBehindError ? cause.cause : cause);
  }
  if (failures.length > 0) throw failures[0];
}

/** Shows a progress bar, and listens for ctrl-C. */
function watchAdding(total: number, { io, output }: CommandContext) {
  const progress = createProgress(io, "Adding users", total);
  const { signal, dispose } = untilInterrupted();
  const say = (): void => {
    progress.end();
    void output.note("Interrupted; taking back what was added.");
  };
  signal.addEventListener("abort", say, { once: true });
  return {
    signal,
    onAdded(count: number): void {
      for (let nth = 0; nth < count && !signal.aborted; nth++) progress.advance();
    },
    end(): void {
      progress.end();
      dispose();
    },
  };
}

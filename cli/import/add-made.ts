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
  /** Throws if one of the names must not be taken. */
  readonly refuse: (taken: ReadonlySet<string>) => void;
  /** File for generated secrets; written before the users are added, so that none can be lost. */
  readonly secretsFile: string | undefined;
  /** What that file holds already. */
  readonly secretsBefore: Secrets;
  /** Says which users may be there nevertheless, and what to do. */
  readonly leftText: (names: readonly string[]) => string;
}

/**
 * Adds and changes imported users, all or none. In a table that takes a while: there is a bar on a terminal, and ctrl-C takes back what was
 * done so far, as any failure does.
 * @returns Takes everything back, and the file with their secrets
 * @throws {CliError} if it failed; where users could not be taken back, it says which, and the file stays
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
    // The exit code for wrong usage says so already.
    if (!(error instanceof CliError) || error.exitCode === EXIT.usage) throw error;
    const what = made.changes.size > 0 ? "added or changed" : "added";
    throw new CliError(`${error.message} No user was ${what}.`, error.exitCode);
  } finally {
    watch?.end();
  }
}

/** The last change first. @param cause Why, if there was a failure */
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

/** A bar, and an ear for ctrl-C. */
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

import { rm } from "node:fs/promises";
import { LeftBehindError, type TakeBack, type UserStore } from "../../infra/users/user-store";
import type { CommandContext } from "../command-context";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { untilInterrupted } from "../mqtt/interruption";
import { createProgress } from "../progress";
import { leftExitCode, notTakenBack } from "../users/hand-out";
import type { MadeUsers } from "./make-users";
import { writeSecretsFile } from "./secrets-file";

/** How imported users are added. */
export interface AddMade {
  readonly store: UserStore;
  /** Throws if one of the names must not be taken. */
  readonly refuse: (taken: ReadonlySet<string>) => void;
  /** New file for generated secrets; written before the users are added, so that none can be lost. */
  readonly secretsFile: string | undefined;
  /** Says which users may be there nevertheless, and what to do. */
  readonly leftText: (names: readonly string[]) => string;
}

/**
 * Adds imported users, all or none. In a table that takes a while: there is a bar on a terminal, and ctrl-C takes back what was added so
 * far, as any failure does.
 * @returns Takes them all back, and the file with their secrets
 * @throws {CliError} if adding failed; where users could not be taken back, it says which are there, and the file stays
 */
export async function addMade(made: MadeUsers, add: AddMade, context: CommandContext): Promise<TakeBack> {
  const { store, refuse, secretsFile, leftText } = add;
  let secretsWritten = false;
  const removeSecrets = async () => {
    if (secretsFile && secretsWritten) await rm(secretsFile, { force: true });
  };
  const watch = store.kind === "table" ? watchAdding(made.users.length, context) : undefined;
  try {
    const takeBack = await store.add(made.users, {
      ...watch,
      refuse,
      async beforeWriting() {
        if (secretsFile === undefined || made.generated.length === 0) return;
        await writeSecretsFile(secretsFile, made.generated);
        secretsWritten = true;
      },
    });
    return async () => {
      await takeBack();
      await removeSecrets();
    };
  } catch (error) {
    if (error instanceof LeftBehindError) {
      throw new CliError(`${asError(error.cause).message} ${notTakenBack(error, leftText)}`, leftExitCode(error));
    }
    await removeSecrets();
    // The exit code for wrong usage says so already.
    if (!(error instanceof CliError) || error.exitCode === EXIT.usage) throw error;
    throw new CliError(`${error.message} No user was added.`, error.exitCode);
  } finally {
    watch?.end();
  }
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

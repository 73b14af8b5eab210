import { type ChangeSteps, LeftBehindError, type TakeBack, type UserChanges, type UserStore } from "../user-store";
import { inParallel } from "./table-interface";

/**
 * Changes users of a table, a few at the same time. If one cannot be changed, the changes made so far are undone.
 * @param change Changes one user
 * @throws {LeftBehindError} if undoing failed, with the names of the users that are still changed
 */
export async function changeMany(
  changes: UserChanges,
  change: UserStore["change"],
  { onChanged, signal }: ChangeSteps,
): Promise<TakeBack> {
  const done: TakeBack[] = [];
  try {
    await inParallel([...changes], async ([name, next]) => {
      signal?.throwIfAborted();
      done.push(await change(name, next));
      onChanged?.();
    });
  } catch (error) {
    await takeBackAll(done, error);
    throw error;
  }
  return () => takeBackAll(done);
}

/** Undoes the changes made so far. @param cause Why changing failed, if it did */
async function takeBackAll(done: readonly TakeBack[], cause?: unknown): Promise<void> {
  const left: LeftBehindError[] = [];
  // A failure does not stop the others: as many changes as possible are undone.
  await inParallel(done, async (takeBack) => {
    await takeBack().catch((error: unknown) => {
      if (!(error instanceof LeftBehindError)) throw error;
      left.push(error);
    });
  });
  const [first] = left;
  if (first) {
    const names = left.flatMap((error) => error.names);
    throw new LeftBehindError(names, first.reason, cause);
  }
}

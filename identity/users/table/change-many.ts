import { type ChangeSteps, LeftBehindError, type TakeBack, type UserChanges, type UserStore } from "../user-store";
import { inParallel } from "./table-interface";

/**
 * Changes users of a table one by one, a few at once. If one of them cannot be changed, those that were are taken back.
 * @param change Changes one user
 * @throws {LeftBehindError} if taking back failed, naming the users that are as they were changed
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

/** @param cause Why, if changing failed */
async function takeBackAll(done: readonly TakeBack[], cause?: unknown): Promise<void> {
  const left: LeftBehindError[] = [];
  // All are tried, since each that succeeds leaves one less behind.
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

import { type AddSteps, LeftBehindError, type TakeBack } from "../user-store";
import type { User } from "../users-schema";
import { type Item, toItem } from "./item";
import { chunksOf, inParallel, MAX_CHANGES, MAX_READ, type UsersTable } from "./table-interface";

/**
 * Adds users to a table in transactions of up to 100, DynamoDB's maximum. If a later transaction fails, a name was
 * added meanwhile, or the signal aborts, the users added so far are removed again. Until then other readers may see
 * some of the users.
 * @throws {LeftBehindError} if removing them failed, with the names of users that may still exist
 */
export async function addMany(table: UsersTable, users: readonly User[], steps: AddSteps): Promise<TakeBack> {
  const { refuse, beforeWriting, onAdded, signal } = steps;
  const names = users.map(({ name }) => name);
  signal?.throwIfAborted();
  refuse(await takenOf(table, names));
  await beforeWriting?.();

  const items = users.map((user) => toItem(user, 1));
  /** Chunks that were added, or may have been: without an answer, the outcome of a write is unknown. */
  const sent: Item[][] = [];
  try {
    await inParallel(chunksOf(items, MAX_CHANGES), async (chunk) => {
      signal?.throwIfAborted();
      sent.push(chunk);
      const failed = await table.write(chunk.map((item) => ({ kind: "add", item })));
      if (failed.length > 0) {
        sent.splice(sent.indexOf(chunk), 1);
        throw new TakenError(failed.map((position) => chunk[position]?.name?.S ?? ""));
      }
      onAdded?.(chunk.length);
    });
  } catch (error) {
    await takeBackAll(table, sent, error);
    if (!(error instanceof TakenError)) throw error;
    refuse(new Set(error.names));
    throw error;
  }
  return () => takeBackAll(table, sent);
}

/** Returns those of the names that have an item. */
export async function takenOf(table: UsersTable, names: readonly string[]): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  await inParallel(chunksOf([...new Set(names)], MAX_READ), async (chunk) => {
    for (const name of await table.present(chunk)) taken.add(name);
  });
  return taken;
}

/** Names that were free when they were checked, but taken when they were written. */
class TakenError extends Error {
  constructor(readonly names: readonly string[]) {
    super(`${names.join(", ")} was added by another process meanwhile.`);
  }
}

/** Removes the users that were added. @param cause Why adding failed, if it did */
async function takeBackAll(table: UsersTable, sent: readonly Item[][], cause?: unknown): Promise<void> {
  const left = new Set(sent);
  const changed: string[] = [];
  try {
    await inParallel(sent, async (chunk) => {
      changed.push(...(await takeBackChunk(table, chunk)));
      left.delete(chunk);
    });
  } catch (error) {
    const names = [...left].flatMap((chunk) => chunk.map(({ name }) => name?.S ?? ""));
    throw new LeftBehindError([...names, ...changed], error, cause);
  }
  if (changed.length > 0) {
    throw new LeftBehindError(changed, new Error("Another process has changed some of these users meanwhile."), cause);
  }
}

/** @returns names of users that another process has changed since, which are not removed */
async function takeBackChunk(table: UsersTable, chunk: readonly Item[]): Promise<string[]> {
  const failed = new Set(await table.write(chunk.map((item) => ({ kind: "unadd", item }))));
  if (failed.size === 0) return [];
  const others = chunk.filter((_, position) => !failed.has(position));
  const changed = chunk.filter((_, position) => failed.has(position)).map(({ name }) => name?.S ?? "");
  return others.length === 0 ? changed : [...changed, ...(await takeBackChunk(table, others))];
}

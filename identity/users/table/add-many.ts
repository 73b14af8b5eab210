import { type AddSteps, LeftBehindError, type TakeBack } from "../user-store";
import type { User } from "../users-schema";
import { type Item, toItem } from "./item";
import { chunksOf, inParallel, MAX_CHANGES, MAX_READ, type UsersTable } from "./table-interface";

/**
 * Adds users to a table, a hundred at once. DynamoDB promises "all or none" for no more, so what was added is taken back if the rest cannot
 * be: by a failure, a name that somebody took meanwhile, or an interruption. Others may see some of the users for that long.
 * @throws {LeftBehindError} if taking back failed, naming the users that may be there
 */
export async function addMany(table: UsersTable, users: readonly User[], steps: AddSteps): Promise<TakeBack> {
  const { refuse, beforeWriting, onAdded, signal } = steps;
  const names = users.map(({ name }) => name);
  signal?.throwIfAborted();
  refuse(await takenOf(table, names));
  await beforeWriting?.();

  const items = users.map((user) => toItem(user, 1));
  /** What was added, or may have been: where no answer came, it is not known. */
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

/** Those of the names that have an item. */
export async function takenOf(table: UsersTable, names: readonly string[]): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  await inParallel(chunksOf([...new Set(names)], MAX_READ), async (chunk) => {
    for (const name of await table.present(chunk)) taken.add(name);
  });
  return taken;
}

/** Names that were free when everything was checked. */
class TakenError extends Error {
  constructor(readonly names: readonly string[]) {
    super(`${names.join(", ")} was added by another process meanwhile.`);
  }
}

/** @param cause Why, if adding failed */
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

/** @returns Users that somebody has changed meanwhile, which are left alone */
async function takeBackChunk(table: UsersTable, chunk: readonly Item[]): Promise<string[]> {
  const failed = new Set(await table.write(chunk.map((item) => ({ kind: "unadd", item }))));
  if (failed.size === 0) return [];
  const others = chunk.filter((_, position) => !failed.has(position));
  const changed = chunk.filter((_, position) => failed.has(position)).map(({ name }) => name?.S ?? "");
  return others.length === 0 ? changed : [...changed, ...(await takeBackChunk(table, others))];
}

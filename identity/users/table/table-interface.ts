import type { Item } from "./item";

/**
 * Maximum number of changes in a transaction of DynamoDB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const MAX_CHANGES = 100;
/**
 * Maximum number of items in a BatchGetItem call of DynamoDB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const MAX_READ = 100;

/** One change of a users table. Each kind has a condition, described here; without it, the change is not made. */
export type TableChange =
  /** There is no user of that name. */
  | { readonly kind: "add"; readonly item: Item }
  /** The item is unchanged since `before` was read. */
  | { readonly kind: "replace"; readonly before: Item; readonly item: Item }
  /** There is an item of that name, valid or not. */
  | { readonly kind: "remove"; readonly name: string }
  /** The item is unchanged since it was added, or does not exist. */
  | { readonly kind: "unadd"; readonly item: Item };

/** A users table: the operations of DynamoDB that iot-auth uses. Reads are strongly consistent. */
export interface UsersTable {
  get(name: string): Promise<Item | undefined>;
  /** Returns those of the names that have an item. @param names At most {@link MAX_READ}, all different */
  present(names: readonly string[]): Promise<string[]>;
  /** Returns all items, page by page, in no particular order. */
  scan(): AsyncIterable<readonly Item[]>;
  /**
   * Makes changes, all or none. If the answer is lost and the call is repeated, the changes are still made once only.
   * @param changes At most {@link MAX_CHANGES}, each of a different item
   * @returns positions of the changes whose conditions failed, in which case no change was made; none if all were made
   */
  write(changes: readonly TableChange[]): Promise<readonly number[]>;
}

/** Number of calls at the same time. With more, DynamoDB would throttle a table that has not scaled up yet. */
const AT_ONCE = 4;

/**
 * Calls `run` for every item, {@link AT_ONCE} at the same time. After a failure no further call is made, and the
 * running ones are awaited.
 * @throws the first failure
 */
export async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const pending = items.values();
  const failures: unknown[] = [];
  const work = async () => {
    for (const item of pending) {
      if (failures.length > 0) return;
      await run(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length > 0) throw failures[0];
}

/** Divides items into chunks. @example chunksOf([1, 2, 3], 2) // [[1, 2], [3]] */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

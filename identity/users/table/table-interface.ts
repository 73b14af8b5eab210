import type { Item } from "./item";

/** Most changes that DynamoDB makes at once. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const MAX_CHANGES = 100;
/** Most items that DynamoDB reads at once. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const MAX_READ = 100;

/** One change of a users table, and what must hold of it before. */
export type TableChange =
  /** There is no user of that name. */
  | { readonly kind: "add"; readonly item: Item }
  /** The item is as it was. */
  | { readonly kind: "replace"; readonly before: Item; readonly item: Item }
  /** There is such an item, in order or not. */
  | { readonly kind: "remove"; readonly name: string }
  /** The item is as it was added, or was never added. */
  | { readonly kind: "unadd"; readonly item: Item };

/** A users table, as DynamoDB's operations see it. Reads see every write that was answered before. */
export interface UsersTable {
  get(name: string): Promise<Item | undefined>;
  /** Those of the names that have an item. @param names At most {@link MAX_READ}, all different */
  present(names: readonly string[]): Promise<string[]>;
  /** All items, page by page, in no order. */
  scan(): AsyncIterable<readonly Item[]>;
  /**
   * Makes changes, all or none. Where its answer is lost on the way, asking again does not do it twice.
   * @param changes At most {@link MAX_CHANGES}, each of another item
   * @returns Positions of the changes that cannot be made since what must hold does not; none if all were made
   */
  write(changes: readonly TableChange[]): Promise<readonly number[]>;
}

/** Calls at the same time. More would only find a table that has not grown yet busy. */
const AT_ONCE = 4;

/** Some at once; after a failure none is begun any more, and those that were are waited for. @throws the first failure */
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

/** Items in portions: `[[1, 2], [3]]`. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

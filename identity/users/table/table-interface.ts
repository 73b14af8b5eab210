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

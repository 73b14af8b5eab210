import { chunksOf, inParallel, MAX_CHANGES, type UsersTable } from "./table-interface";

/**
 * Removes users of a table in transactions of up to 100. Names without an item are ignored.
 * @param onRemoved Called after each transaction with the number of users that it removed
 */
export async function removeMany(
  table: UsersTable,
  names: readonly string[],
  onRemoved?: (count: number) => void,
): Promise<void> {
  await inParallel(chunksOf([...new Set(names)], MAX_CHANGES), (chunk) => removeChunk(table, chunk, onRemoved));
}

async function removeChunk(
  table: UsersTable,
  names: readonly string[],
  onRemoved?: (count: number) => void,
): Promise<void> {
  const failed = new Set(await table.write(names.map((name) => ({ kind: "remove", name }))));
  if (failed.size === 0) return onRemoved?.(names.length);
  // If one condition fails, DynamoDB makes no change of the transaction: the other names are sent again.
  const others = names.filter((_, position) => !failed.has(position));
  if (others.length > 0) await removeChunk(table, others, onRemoved);
}

import { chunksOf, inParallel, MAX_CHANGES, type UsersTable } from "./table-interface";

/**
 * Removes users of a table, a hundred at once. Names that are not there, or no longer, are left out.
 * @param onRemoved Called with how many more were removed
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
  // None of a transaction is done if one of it cannot be: the others once more.
  const others = names.filter((_, position) => !failed.has(position));
  if (others.length > 0) await removeChunk(table, others, onRemoved);
}

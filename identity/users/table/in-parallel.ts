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

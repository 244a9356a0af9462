/** What there is to do, and what comes of an item whose work throws: one that fails keeps no other, and nothing of what was done is lost. */
export interface Work<Item, Result> {
  readonly limit: number;
  readonly work: (item: Item) => Promise<Result>;
  readonly failed: (item: Item, error: unknown) => Result;
}

/** What came of each, in their order, with at most `limit` of them under way at once. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  { limit, work, failed }: Work<Item, Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const takeTurns = async () => {
    for (const [index, item] of queue) {
      try {
        results[index] = await work(item);
      } catch (error) {
        results[index] = failed(item, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeTurns));
  return results;
}

/** Waits until there is room for some work, does it, and makes room again. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Turns of which at most `limit` are taken at once; who asks first comes first. */
export function createTurns(limit: number): Turn {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work) => {
    if (taken >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The next one has our place; only when nobody waits it is free.
      if (next) next();
      else taken -= 1;
    }
  };
}

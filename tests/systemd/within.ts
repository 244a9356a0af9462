import { setTimeout as sleep } from 'node:timers/promises';

const GLANCE_MS = 50;

/** Waits until something is so, and gives it; throws when it is not in time. Null, false and undefined are not. */
export async function within<T>(
  limitMs: number,
  what: string,
  look: () => T | Promise<T>,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${what}`);
    await sleep(GLANCE_MS);
  }
}

const isSo = <T>(seen: T): seen is Exclude<T, false | null | undefined> =>
  seen !== false && seen !== null && seen !== undefined;

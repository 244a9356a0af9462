import { setTimeout as sleep } from 'node:timers/promises';

/** Ends when it is so; for programs, whose `limitMs` is what a test's own limit is for tests. */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  { limitMs, what }: { limitMs: number; what: string },
): Promise<void> {
  const until = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`it took longer than ${limitMs / 1000} s: ${what}`);
    await sleep(10);
  }
}

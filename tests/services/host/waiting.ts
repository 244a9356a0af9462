import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A folder of its own that goes with the test. */
export async function aFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nixfleet-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Ends when `isSo` holds; the test's own limit is the deadline. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}

/** Ends when the process is no more. */
export const gone = (pid: number): Promise<void> =>
  until(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });

/** Starts something that prints; its first line, and its end. */
export function lineOf<T>(begin: (onLine: (stream: string, line: string) => void) => Promise<T>) {
  let heard: (line: string) => void;
  const line = new Promise<string>((resolve) => (heard = resolve));
  const end = begin((_, text) => heard(text));
  // The test awaits `end` later than it may fail.
  end.catch(() => undefined);
  return { line, end };
}

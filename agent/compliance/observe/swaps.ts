import type { Machine } from '../machine.ts';
import { unescaped } from './mounts.ts';

/** Where the kernel puts memory that it runs out of. */
export interface Swap {
  /** A device (`/dev/dm-1`) or a file. */
  readonly path: string;
  readonly isFile: boolean;
}

/** The swap in use. */
export async function observeSwaps(machine: Machine): Promise<readonly Swap[]> {
  const text = (await machine.text('/proc/swaps')) ?? '';
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [path, type] = line.split(/\s+/);
      return path === undefined || type === undefined ? [] : [{ path: unescaped(path), isFile: type === 'file' }];
    });
}

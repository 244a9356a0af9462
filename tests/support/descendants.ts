import { readdirSync, readFileSync } from 'node:fs';

/** A process of the operating system. */
export interface Found {
  readonly pid: number;
  readonly command: string;
}

/** Processes whose environment says `marker` (`NAME=value`): those we started and all that they started. Linux only. */
export function processesMarked(marker: string): Found[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids
    .filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(marker))
    .map((pid) => ({ pid: Number(pid), command: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/** A process may end while we look, and those of other users are none of ours. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

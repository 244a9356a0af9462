import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finish } from './process.ts';

/**
 * When a process was begun, in its system's own words: two that had the same id differ in it. Undefined when there is no
 * such process, or when it has ended and nobody has asked for its exit code yet.
 */
export async function birthOf(pid: number, platform: NodeJS.Platform = process.platform): Promise<string | undefined> {
  if (platform === 'linux') return birthIn(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  const { stdout } = await finish({ argv: ['ps', '-o', 'stat=,lstart=', '-p', `${pid}`], env: { LC_ALL: 'C' } });
  const [, state = 'Z', birth] = /^\s*(\S+)\s+(.*\S)/.exec(stdout) ?? [];
  return state.startsWith('Z') ? undefined : birth?.replace(/\s+/g, ' ');
}

/** The same at once, for a process that we have just begun; "" where only another process could tell. */
export function birthNow(pid: number, platform: NodeJS.Platform = process.platform): string {
  return platform === 'linux' ? (birthIn(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '') : '';
}

/** The 22nd field; the second is a name in parentheses that may have blanks and parentheses in it, the third the state. */
function birthIn(stat: string): string | undefined {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}

import { readFile } from 'node:fs/promises';
import { finish } from './process.ts';

/**
 * When a process was begun, in its system's own words: two that had the same id differ in it. Undefined when there is no
 * such process.
 */
export async function birthOf(pid: number, platform: NodeJS.Platform = process.platform): Promise<string | undefined> {
  if (platform === 'linux') return birthIn(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  const { stdout } = await finish({ argv: ['ps', '-o', 'lstart=', '-p', `${pid}`], env: { LC_ALL: 'C' } });
  return stdout.trim().replace(/\s+/g, ' ') || undefined;
}

/** The same for a shell, which asks for itself; it prints what `birthOf` gives. */
export const BIRTH_SCRIPT = `birth() {
  if test -r /proc/$$/stat; then read -r stat < /proc/$$/stat; set -- \${stat##*")"}; shift 19; echo "$1"
  else set -- $(LC_ALL=C ps -o lstart= -p $$); echo "$*"; fi
}
`;

/** The 22nd field; the second is a name in parentheses that may have blanks and parentheses in it. */
const birthIn = (stat: string): string | undefined => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];

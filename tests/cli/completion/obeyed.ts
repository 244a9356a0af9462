import { execFileSync } from 'node:child_process';

/** The words that `nixfleet` gets of a line when the shell obeys it. */
export function obeyed(shell: 'bash' | 'zsh', line: string, folder: string): string[] {
  const script = `nixfleet() { printf '%s\\0' "$@"; }\n${line}`;
  const argv = shell === 'bash' ? ['--norc', '-c', script] : ['-f', '-c', script];
  return execFileSync(shell, argv, { cwd: folder, encoding: 'utf8' }).split('\0').slice(0, -1);
}

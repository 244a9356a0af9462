import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A file as the rules of the house see it; `path` is relative to the checkout. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every file that git has or would take, with its text. */
export function trackedFiles(): SourceFile[] {
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', argv, { cwd: repository, encoding: 'utf8' }).split('\0').filter(Boolean);
  const present = paths.filter((path) => existsSync(join(repository, path)));
  return present.map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }));
}

/** The TypeScript among them, without the tools' configuration at the top. */
export const sourcesAmong = (files: readonly SourceFile[]): SourceFile[] =>
  files.filter(({ path }) => /\.tsx?$/.test(path) && path.includes('/'));

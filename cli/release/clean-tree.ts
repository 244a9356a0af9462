import { statSync } from 'node:fs';
import { BadInput } from '../../machines/errors.ts';
import { type Command, finish } from '../../services/host/process.ts';

/** Lists what is changed, staged or new in a working tree, one a line. */
export const treeStatusCommand = (folder: string): Command => ({
  argv: ['git', '-C', folder, 'status', '--porcelain'],
});

/** Refuses a flake folder with changes that no commit has; one that is no git repository, or not a folder, is fine. */
export async function assertClean(flake: string, signal: AbortSignal): Promise<void> {
  if (!statSync(flake, { throwIfNoEntry: false })?.isDirectory()) return;
  const { exitCode, stdout } = await finish(treeStatusCommand(flake), { signal });
  const changes = stdout.split('\n').filter((line) => line !== '');
  if (exitCode !== 0 || changes.length === 0) return;
  const shown = changes.slice(0, 5).map((line) => `  ${line}`);
  const more = changes.length > shown.length ? [`  and ${changes.length - shown.length} more`] : [];
  throw new BadInput(
    [
      `the working tree of ${flake} has changes that are not committed:`,
      ...shown,
      ...more,
      'Commit or stash them, or use --allow-dirty.',
    ].join('\n'),
  );
}

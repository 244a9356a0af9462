import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BadInput, CommandFailed } from '../../machines/errors.ts';
import { type Command, finish } from '../../services/host/process.ts';
import { printable } from '../../services/host/printable.ts';

const SHOWN = 5;

/** What would lead git to another repository than the one that the folder is in. */
const LOCAL_VARIABLES = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
  ...['GIT_COMMON_DIR', 'GIT_NAMESPACE', 'GIT_PREFIX', 'GIT_CEILING_DIRECTORIES'],
];

/** Lists what is changed, staged or new in the whole working tree of a folder, one a line; what git ignores is not there. */
export const treeStatusCommand = (folder: string): Command => ({
  argv: [
    'env',
    ...LOCAL_VARIABLES.flatMap((name) => ['-u', name]),
    ...['LC_ALL=C', 'GIT_OPTIONAL_LOCKS=0'],
    ...['git', '-C', folder, 'status', '--porcelain', '--untracked-files=normal'],
  ],
  about: { says: 'changes that are not committed' },
});

/** Refuses a flake whose folder is in a git working tree with changes that no commit has; a flake from elsewhere is fine. */
export async function assertClean(flake: string, signal: AbortSignal): Promise<void> {
  const folder = flakeFolder(flake, process.env['HOME']);
  if (folder === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  // Nothing to be clean: git need not even be installed.
  if (!isInRepository(realpathSync(folder))) return;
  const changes = await changesIn(folder, signal);
  if (changes.length === 0) return;
  const shown = changes.slice(0, SHOWN).map((line) => `  ${printable(line)}`);
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

/** The folder that a flake reference means; undefined for one from elsewhere, or one that names a commit. */
export function flakeFolder(reference: string, home: string | undefined): string | undefined {
  const [address = '', query = ''] = (reference.split('#')[0] ?? '').split('?');
  if (/(^|&)(rev|ref)=/.test(query)) return undefined;
  const [, path = address] = /^(?:path:|git\+file:(?:\/\/)?)(.*)$/.exec(address) ?? [];
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined;
  return resolve(home !== undefined && path.startsWith('~/') ? join(home, path.slice(2)) : path);
}

const isInRepository = (folder: string): boolean =>
  existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInRepository(dirname(folder)));

async function changesIn(folder: string, signal: AbortSignal): Promise<string[]> {
  const { exitCode, stdout, stderr } = await finish(treeStatusCommand(folder), { signal }).catch(tooMany);
  if (exitCode === 0) return stdout.split('\n').filter((line) => line !== '');
  // A `.git` that git takes for none is no repository to Nix either.
  if (stderr.includes('not a git repository')) return [];
  const why = exitCode === 127 ? 'git was not found: install it' : `git says: ${printable(stderr.trim())}`;
  throw new BadInput(`cannot see whether ${folder} has changes that are not committed; ${why}, or use --allow-dirty`);
}

function tooMany(error: unknown): never {
  if (error instanceof CommandFailed && error.detail['why'] === 'output')
    throw new BadInput('the working tree has so many changes that git could not list them; use --allow-dirty');
  throw error;
}

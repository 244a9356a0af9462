import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../../services/host/error-code.ts';

/** Where the hierarchies of control groups are that systemd uses: one on most machines, two on a few. */
function hierarchies(): string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.flatMap((line) => {
    const [, place = '', type, options = ''] = line.split(' ');
    return type === 'cgroup2' || (type === 'cgroup' && options.split(',').includes('name=systemd')) ? [place] : [];
  });
}

/** A control group of this name in every hierarchy: two containers in one would take each other's processes for theirs. */
export class ControlGroups {
  readonly #folders: readonly string[];

  constructor(name: string, parts: readonly string[]) {
    this.#folders = hierarchies().map((place) => join(place, name));
    for (const folder of this.#folders) for (const part of parts) mkdirSync(join(folder, part), { recursive: true });
  }

  /** The argv that runs a command in a part of the group. */
  joining(part: string, argv: readonly string[]): [string, ...string[]] {
    const files = this.#folders.map((folder) => join(folder, part, 'cgroup.procs'));
    const joins = files.map((file) => `echo 0 > ${file}`);
    return ['sh', '-c', [...joins, 'exec "$@"'].join(' && '), 'sh', ...argv];
  }

  /** Whether nothing was left in it. */
  remove(): boolean {
    return this.#folders.every((folder) => isRemoved(folder));
  }
}

function isRemoved(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !isRemoved(join(folder, entry.name))) return false;
    }
    rmdirSync(folder);
    return true;
  } catch (error) {
    // Processes that are ending.
    if (hasCode(error, 'EBUSY') || hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mounted = (argv: readonly string[]): boolean => spawnSync('mount', argv, { stdio: 'ignore' }).status === 0;

/** A file system of its own that is soon full; it takes root and Linux to have one. */
export class SmallDisk {
  readonly folder: string;
  readonly #ballast: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#ballast = join(folder, 'ballast');
  }

  /** Undefined: this machine lets us mount nothing. */
  static mount(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'nixfleet-disk-'));
    if (mounted(['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'nixfleet-test', folder])) return new SmallDisk(folder);
    rmdirSync(folder);
    return undefined;
  }

  /** Takes all the space that is left. */
  fill(): void {
    try {
      const block = Buffer.alloc(4096);
      for (;;) writeFileSync(this.#ballast, block, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives back what `fill` took. */
  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.folder], { stdio: 'ignore' });
    rmdirSync(this.folder);
  }
}

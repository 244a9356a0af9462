import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp.ts';

const MEGABYTES = 128;

/** A real btrfs on a disk that is a file: root, on a Linux that knows btrfs, can have one. */
export class BtrfsDisk {
  readonly device: string;
  /** Where `look` shows it. */
  readonly #view: string;

  private constructor(device: string, view: string) {
    this.device = device;
    this.#view = view;
  }

  /** A new disk with these subvolumes; it is gone when the test is. */
  static make(subvolumes: readonly string[]): BtrfsDisk {
    const folder = tempFolder();
    const image = join(folder, 'disk');
    const view = join(folder, 'view');
    mkdirSync(view);
    writeFileSync(image, '');
    truncateSync(image, MEGABYTES * 2 ** 20);
    said(['mkfs.btrfs', '--quiet', '--label', 'root', image]);
    const device = said(['losetup', '--find', '--show', image]).trim();
    // Before the folder is removed, and whatever a test left mounted.
    onTestFinished(() => {
      spawnSync('umount', ['--all-targets', device], { stdio: 'ignore' });
      said(['losetup', '--detach', device]);
    });
    const disk = new BtrfsDisk(device, view);
    disk.look((root) => {
      for (const name of subvolumes) said(['btrfs', 'subvolume', 'create', join(root, name)]);
    });
    return disk;
  }

  /** What a look at the whole file system says; nothing is mounted before and after. */
  look<Seen>(at: (root: string) => Seen): Seen {
    said(['mount', '-o', 'subvolid=5', this.device, this.#view]);
    try {
      return at(this.#view);
    } finally {
      said(['umount', this.#view]);
    }
  }

  /** The power is gone: whoever had it mounted is dead, and what it wrote is what is there. */
  letGo(): void {
    spawnSync('umount', ['--all-targets', this.device], { stdio: 'ignore' });
  }
}

/** Runs a command that must succeed; what it printed. */
export function said([program = '', ...rest]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${rest.join(' ')}: ${stderr}`);
  return stdout;
}

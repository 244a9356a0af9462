import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const isRoot = () => process.getuid?.() === 0;

/** Why no test can have a btrfs of its own here, as a sentence; undefined when it can. */
export function btrfsProblem() {
  if (!isRoot()) return 'Mounting a disk image takes root.';
  if (!existsSync('/dev/loop-control')) return 'There are no loop devices to mount a disk image with.';
  // Where it is a module, it is loaded by the first use of it.
  spawnSync('modprobe', ['btrfs'], { stdio: 'ignore' });
  if (!readFileSync('/proc/filesystems', 'utf8').includes('btrfs')) return 'This kernel knows no btrfs.';
  return undefined;
}

/** Why no test can have networks and a firewall of its own here, as a sentence; undefined when it can. */
export function nftablesProblem() {
  if (!isRoot()) return 'A network of its own takes root.';
  const name = `nixfleet-probe-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status === 0;
  try {
    const rules = made && spawnSync('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'probe']).status === 0;
    return rules ? undefined : 'This kernel lets us have no network with rules of its own.';
  } finally {
    if (made) spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  }
}

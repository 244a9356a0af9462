import { describe, expect, onTestFinished, test } from 'vitest';
import { freeBytesOf, spaceProblem } from '../../../services/host/disk.ts';
import { SmallDisk } from '../../support/small-disk.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

describe('the disk of the Nix store', () => {
  test.each([
    [0, 16 * MIB],
    [100 * MIB, 121 * MIB],
    [40 * GIB, 40.5 * GIB],
  ])('has room for %d bytes when %d are free', (missing, free) => {
    expect(spaceProblem(missing, free)).toBeUndefined();
    expect(spaceProblem(missing, free - 1)).toMatch('lacks 0.0 MiB');
  });

  test('lacks what is missing, and the operator is told what to do', () => {
    expect(spaceProblem(3 * GIB, 1 * GIB)).toBe(
      'the disk of the Nix store lacks 2.2 GiB (3.0 GiB to fetch, 170 MiB to spare, 1.0 GiB free); ' +
        'run nix-collect-garbage --delete-older-than 14d, or enlarge the disk',
    );
  });

  test('is measured', async ({ skip }) => {
    const disk = SmallDisk.mount(4);
    if (!disk) return skip('only root on Linux can mount a disk');
    onTestFinished(() => disk.unmount());
    expect(await freeBytesOf(disk.folder)).toBe(4 * MIB);
    disk.fill();
    expect(await freeBytesOf(disk.folder)).toBe(0);
  });

  test('is unknown where there is none', async () => expect(await freeBytesOf('/nowhere/at/all')).toBeNull());
});

import { expect, test } from 'vitest';
import { evaluated, evaluation } from './evaluate.ts';

const TAKES = ['disk', 'espSize', 'withSwap', 'swapSize'];

const expression = (given: object): string =>
  `import ./nix/disks/parameters.nix (builtins.fromJSON ${JSON.stringify(JSON.stringify({ template: 'btrfs', takes: TAKES, given }))})`;

test.each([
  { given: {}, says: { disk: '/dev/vda', espSize: '512M', withSwap: false, swapSize: '8G' } },
  { given: { disk: '/dev/disk/by-id/nvme-WD_1' }, says: { disk: '/dev/disk/by-id/nvme-WD_1' } },
  { given: { swapSize: '16' }, says: { swapSize: '16G' } },
  { given: { swapSize: 16 }, says: { swapSize: '16G' } },
  { given: { swapSize: '512M', withSwap: true }, says: { swapSize: '512M', withSwap: true } },
])('a disk template reads $given', async ({ given, says }) => {
  expect(await evaluated({ expression: expression(given) })).toMatchObject(says);
});

test.each([
  { given: { disk: 'sda' }, says: 'disk template btrfs: disk is "sda", it has to be the path of a whole disk' },
  { given: { disk: '/tmp/image' }, says: 'disk is "/tmp/image"' },
  { given: { disk: '/dev/../tmp/image' }, says: 'disk is "/dev/../tmp/image"' },
  { given: { disk: '/dev/sda /dev/sdb' }, says: 'disk is "/dev/sda /dev/sdb"' },
  { given: { disk: '/dev/' }, says: 'disk is "/dev/"' },
  { given: { disk: null }, says: 'disk is null' },
  { given: { espSize: '512' }, says: 'espSize is "512"' },
  { given: { espSize: '-1M' }, says: 'espSize is "-1M"' },
  { given: { espSize: '0M' }, says: 'espSize is "0M"' },
  { given: { withSwap: 'no' }, says: 'withSwap is "no", it has to be true or false' },
  { given: { swapSize: '0' }, says: 'swapSize is "0"' },
  { given: { swapSize: 0 }, says: 'swapSize is 0' },
  { given: { swapSize: 'lots' }, says: 'swapSize is "lots"' },
  { given: { dsk: '/dev/sdb' }, says: 'there is no parameter dsk; it takes disk, espSize, withSwap, swapSize' },
])('a disk template refuses $given', async ({ given, says }) => {
  const { exitCode, said } = await evaluation({ expression: expression(given) });
  expect(exitCode).not.toBe(0);
  expect(said).toContain(says);
});

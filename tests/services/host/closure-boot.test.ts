import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootPartsOf } from '../../../services/host/closure-boot.ts';
import { tempFolder } from '../../support/temp.ts';

test('a system that is here boots with what its files say, and one that is not with what it refers to', async () => {
  const references = ['/nix/store/a-linux-6.6.1', '/nix/store/a-systemd-254'];
  const told = { kernel: references[0], systemd: references[1] };
  expect(await bootPartsOf({ root: '/nix/store/not-here', references })).toEqual(told);
  const root = join(tempFolder(), 'system');
  mkdirSync(root);
  writeFileSync(join(root, 'kernel-params'), 'loglevel=4 quiet\n');
  // What leads nowhere, or out of the store, tells nothing.
  symlinkSync('/nonexistent', join(root, 'initrd'));
  symlinkSync('/', join(root, 'firmware'));
  expect(await bootPartsOf({ root, references })).toEqual({ ...told, 'kernel-params': 'loglevel=4 quiet' });
});

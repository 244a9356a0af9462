import { expect, test } from 'vitest';
import { pathInfoCommand } from '../../../../agent/compliance/observe/path-info-command.ts';

test('asking the store about a path needs no network, and no Nix with the new commands switched on', () => {
  expect(pathInfoCommand('/nix/store/a-system', '--recursive')).toEqual([
    ...['nix', '--offline', '--extra-experimental-features', 'nix-command'],
    ...['path-info', '--json', '--recursive', '/nix/store/a-system'],
  ]);
});

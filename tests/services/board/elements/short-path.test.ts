import { expect, test } from 'vitest';
import { shortPath } from '../../../../services/board/elements/short-path.ts';

test('systems are told apart by the beginning of the hash', () => {
  expect(shortPath('/nix/store/0123456789abc-nixos-system')).toEqual({ hash: '0123456', name: 'nixos-system' });
  expect(shortPath('<b>')).toEqual({ hash: '', name: '<b>' });
});

import { describe, expect, test } from 'vitest';
import {
  absentPathsCommand,
  closuresCommand,
  derivationClosuresCommand,
} from '../../../services/host/closure-commands.ts';

const [SYSTEM, DRV] = ['/nix/store/a-system', '/nix/store/a-system.drv'];

describe('the commands that ask for closures', () => {
  test('name a store, or mean the one of this machine', () => {
    expect(absentPathsCommand([SYSTEM, DRV], null).argv).toEqual([
      ...['nix-store', '--check-validity', '--print-invalid', SYSTEM, DRV],
    ]);
    expect(closuresCommand([SYSTEM], 'https://cache').argv).toEqual([
      ...['nix', 'path-info', '--store', 'https://cache', '--json', '--recursive', SYSTEM],
    ]);
    expect(derivationClosuresCommand([DRV]).argv).toEqual([
      ...['nix', 'path-info', '--derivation', '--json', '--recursive', DRV],
    ]);
  });

  test.each([
    [() => absentPathsCommand(['--help'], null)],
    [() => closuresCommand([DRV], null)],
    [() => closuresCommand([SYSTEM], 'local?root=/')],
    [() => derivationClosuresCommand([SYSTEM])],
    [() => derivationClosuresCommand(['/nix/store/../x.drv'])],
  ])('take nothing else: %s', (make) => expect(make).toThrow(/^not a/));
});

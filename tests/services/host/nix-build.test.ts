import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyCommand,
  evaluateHostsCommand,
  listHostsCommand,
  lockFlakeCommand,
  missingPathsCommand,
  nixString,
  realiseCommand,
} from '../../../services/host/nix-build.ts';
import { run } from '../../../services/host/process.ts';

const NIX = ['nix', '--extra-experimental-features', 'nix-command flakes'];

describe('a command for Nix', () => {
  test.each([
    [
      'locks a flake that begins with a dash',
      lockFlakeCommand('-x'),
      [...NIX, 'flake', 'metadata', '--json', '--', '-x'],
    ],
    [
      'builds as much as can be and protects it',
      realiseCommand(['/nix/store/a.drv', '/nix/store/b.drv'], '/tmp/roots/0'),
      [
        'nix-store',
        '--realise',
        '--keep-going',
        '--log-format',
        'internal-json',
        '-v',
        '--add-root',
        '/tmp/roots/0',
        '--indirect',
        '/nix/store/a.drv',
        '/nix/store/b.drv',
      ],
    ],
    [
      'asks what is missing',
      missingPathsCommand(['/nix/store/a']),
      ['nix-store', '--check-validity', '--print-invalid', '/nix/store/a'],
    ],
    [
      'copies to a cache',
      copyCommand(['/nix/store/a'], 's3://fleet?region=eu'),
      [...NIX, 'copy', '--log-format', 'internal-json', '-v', '--to', 's3://fleet?region=eu', '/nix/store/a'],
    ],
  ])('%s', (_, { argv }, expected) => {
    expect(argv).toEqual(expected);
  });

  test('lists hosts of both kinds', () => {
    expect(listHostsCommand('path:/x').argv.at(-1)).toMatch(
      /attrNames \(flake\.nixosConfigurations or .*attrNames \(flake\.darwinConfigurations or/,
    );
  });

  test('quotes names with dots', () => {
    const { argv } = evaluateHostsCommand('path:/x', [{ name: 'a.b', set: 'darwinConfigurations' }]);
    expect(argv.at(-1)).toContain('{ "a.b" = facts flake.darwinConfigurations."a.b"; }');
  });
});

describe('a text in Nix', () => {
  test('is the same text after Nix has read it', async () => {
    const texts = fc.sample(
      fc.string({ unit: fc.constantFrom('a', '"', '\\', '$', '{', '}', "'", '\n', ' ', 'ü', '#') }),
      200,
    );
    const expression = `[ ${texts.map(nixString).join(' ')} ]`;
    const { stdout } = await run({ argv: ['nix-instantiate', '--eval', '--strict', '--json', '--expr', expression] });
    expect(JSON.parse(stdout)).toEqual(texts);
  });
});

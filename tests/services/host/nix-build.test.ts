import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyCommand,
  evaluateHostsCommand,
  evaluationJobsCommand,
  listHostsCommand,
  lockFlakeCommand,
  missingPathsCommand,
  nixString,
  realiseCommand,
} from '../../../services/host/nix-build.ts';
import { run } from '../../../services/host/process.ts';

const FEATURES = ['--extra-experimental-features', 'nix-command flakes'];

describe('a command for Nix', () => {
  test.each([
    [
      'locks a flake that begins with a dash',
      lockFlakeCommand('-x'),
      ['nix', 'flake', 'metadata', '--json', ...FEATURES, '--', '-x'],
    ],
    [
      'builds as much as can be and protects it',
      realiseCommand(['/nix/store/a.drv', '/nix/store/b.drv'], { root: '/tmp/roots/0', maxJobs: 3 }),
      [
        'nix-store',
        '--realise',
        '--keep-going',
        '--max-jobs',
        '3',
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
      [
        'nix',
        'copy',
        ...FEATURES,
        '--log-format',
        'internal-json',
        '-v',
        '--to',
        's3://fleet?region=eu',
        '/nix/store/a',
      ],
    ],
  ])('%s', (_, { argv }, expected) => {
    expect(argv).toEqual(expected);
  });

  test('leaves the number of builds to the configuration of Nix', () => {
    expect(realiseCommand(['/nix/store/a.drv'], { root: '/r', maxJobs: null }).argv).not.toContain('--max-jobs');
  });

  test('evaluates with nix-eval-jobs, one worker and a limit of memory', () => {
    const { argv } = evaluationJobsCommand('path:/x', [{ name: 'a.b', set: 'nixosConfigurations' }], {
      roots: '/r',
      memoryMib: 4096,
    });
    expect(argv.slice(0, -1)).toEqual([
      'nix-eval-jobs',
      ...['--option', 'extra-experimental-features', 'nix-command flakes'],
      ...['--workers', '1', '--max-memory-size', '4096', '--gc-roots-dir', '/r', '--meta', '--expr'],
    ]);
    expect(argv.at(-1)).toContain('{ "a.b" = job flake.nixosConfigurations."a.b"; }');
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

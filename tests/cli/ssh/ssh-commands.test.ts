import { expect, test } from 'vitest';
import { healthChecksCommand } from '../../../cli/ssh/flake-checks.ts';

test('health checks are asked of a flake for several hosts at once, by names that are texts of Nix', () => {
  const { argv } = healthChecksCommand('path:/nix/store/x-fleet', ['web-01', 'a"b']);
  expect(argv.slice(0, -1)).toEqual([
    ...['nix', '--extra-experimental-features', 'nix-command flakes', 'eval', '--json', '--expr'],
  ]);
  expect(argv.at(-1)).toBe(
    'let flake = builtins.getFlake "path:/nix/store/x-fleet"; of = name: (flake.nixosConfigurations.${name} or ' +
      'flake.darwinConfigurations.${name}).config.services.nixfleet-agent.healthChecks or { }; ' +
      'in { "web-01" = of "web-01"; "a\\"b" = of "a\\"b"; }',
  );
});

import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';

test('shellcheck has nothing to say about what copies the keys of the control plane', async () => {
  // nixpkgs puts a first line before it.
  const argv = ['shellcheck', '--shell=bash', 'nix/modules/_services/control-plane-secrets.sh'] as const;
  expect((await runToEnd({ argv, env: { PATH: process.env['PATH'] }, cwd: checkout })).said).toBe('');
});

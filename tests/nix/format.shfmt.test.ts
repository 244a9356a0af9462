import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';

const folder = join(checkout, 'nix');

/** As treefmt-nix calls it, in our own flake and in those of fleets, which have keys.sh from us. */
const AS_TREEFMT = ['-i', '2', '-s'];

test('every script is formatted as `nix fmt` would: else shfmt -i 2 -s -w FILE', async () => {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sh'));
  expect(scripts.length).toBeGreaterThan(15);
  const argv = ['shfmt', ...AS_TREEFMT, '-l', ...scripts] as const;
  const { said } = await runToEnd({ argv, env: { PATH: process.env['PATH'] }, cwd: folder });
  expect(said).toBe('');
});

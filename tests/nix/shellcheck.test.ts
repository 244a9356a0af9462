import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';
import { APPS } from './an-app.ts';

test('shellcheck has nothing to say about the apps', async () => {
  const scripts = readdirSync(APPS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sh'));
  expect(scripts.length).toBeGreaterThan(6);
  const argv = ['shellcheck', '--external-sources', '--source-path=SCRIPTDIR'] as const;
  const files = scripts.map((file) => join(APPS, file));
  expect(await runToEnd({ argv: [...argv, ...files], env: process.env })).toMatchObject({ said: '', exitCode: 0 });
});

test('shellcheck has nothing to say about what the templates bring', async () => {
  const argv = ['shellcheck', join(checkout, 'nix/templates/fleet/keys.sh')] as const;
  expect(await runToEnd({ argv, env: process.env })).toMatchObject({ said: '', exitCode: 0 });
});

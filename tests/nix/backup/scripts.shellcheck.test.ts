import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { runToEnd } from '../../support/processes.ts';

test('shellcheck has nothing to say about the scripts of the backup', async () => {
  const folder = join(checkout, 'nix/scopes/backup/scripts');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
  expect(scripts).toHaveLength(5);

  const { said } = await runToEnd({
    argv: ['shellcheck', '--external-sources', '--source-path=SCRIPTDIR', ...scripts],
    env: { PATH: process.env['PATH'] },
    cwd: folder,
  });

  expect(said).toBe('');
});

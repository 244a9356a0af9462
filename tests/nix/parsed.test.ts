import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { nixFiles } from './nix-files.ts';

test('every file in the Nix language parses', async () => {
  const files = nixFiles();
  expect(files.length).toBeGreaterThan(20);
  const { exitCode, said } = await runToEnd({
    argv: ['nix-instantiate', '--parse', ...files],
    env: fleetEnvironment(tempFolder()),
    cwd: checkout,
  });
  expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
});

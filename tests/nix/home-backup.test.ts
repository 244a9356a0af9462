import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

const SCRIPT = join(checkout, 'nix/scopes/home-manager/backup.sh');

/** As Home Manager calls it, with the file that is in the way. */
async function movedAway(file: string): Promise<void> {
  const { exitCode, said } = await runToEnd({ argv: ['bash', SCRIPT, file], env: { PATH: process.env['PATH'] } });
  expect({ exitCode, said }).toEqual({
    exitCode: 0,
    said: expect.stringContaining(`nixfleet: ${file} was in the way`),
  });
}

test('a file that is in the way is moved beside itself, whatever it is called', async () => {
  const folder = tempFolder();
  const file = join(folder, "my $(file)'s *");
  writeFileSync(file, 'mine');
  await movedAway(file);
  const [moved = '', ...others] = readdirSync(folder);
  expect(moved).toMatch(/^my \$\(file\)'s \*\.nbkp\.\d{8}T\d{6}Z$/);
  expect(others).toEqual([]);
  expect(readFileSync(join(folder, moved), 'utf8')).toBe('mine');
});

test('of those moved before the newest five stay, directories and links too, and nobody else’s', async () => {
  const folder = tempFolder();
  const file = join(folder, 'config');
  mkdirSync(`${file}.nbkp.20200101T000000Z/within`, { recursive: true });
  symlinkSync('/nowhere', `${file}.nbkp.20210101T000000Z`);
  for (const year of [2022, 2023, 2024, 2025]) writeFileSync(`${file}.nbkp.${year}0101T000000Z`, '');
  writeFileSync(join(folder, 'config2.nbkp.20190101T000000Z'), '');
  writeFileSync(file, '');
  await movedAway(file);
  expect(readdirSync(folder).toSorted()).toEqual([
    'config.nbkp.20220101T000000Z',
    'config.nbkp.20230101T000000Z',
    'config.nbkp.20240101T000000Z',
    'config.nbkp.20250101T000000Z',
    expect.stringMatching(/^config\.nbkp\.\d{8}T\d{6}Z$/),
    'config2.nbkp.20190101T000000Z',
  ]);
});

test('two of the same second do not overwrite each other', async () => {
  const folder = tempFolder();
  const file = join(folder, 'config');
  for (const content of ['first', 'second', 'third']) {
    writeFileSync(file, content);
    await movedAway(file);
  }
  const contents = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(contents.toSorted()).toEqual(['first', 'second', 'third']);
});

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';

test('a source has the files and folders that it names, and nothing else', async () => {
  const root = tempFolder();
  mkdirSync(join(root, 'deep/inside'), { recursive: true });
  for (const file of ['one', 'one-more', 'deep/inside/two', 'deep/three']) writeFileSync(join(root, file), file);
  const source = `import ${join(checkout, 'nix/lib/source.nix')}`;
  const path = await evaluated({
    expression: `${source} { name = "nixfleet-test-source"; root = ${root}; files = [ "one" "deep/inside" ]; }`,
  });
  expect(readdirSync(String(path), { recursive: true }).map(String).toSorted()).toEqual([
    'deep',
    'deep/inside',
    'deep/inside/two',
    'one',
  ]);
});

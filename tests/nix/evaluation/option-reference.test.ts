import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { evaluated, ofTests } from '../evaluate.ts';

test('docs/nix/options.md has the options as they are (else: npm run docs)', async () => {
  const page = readFileSync(join(checkout, 'docs/nix/options.md'), 'utf8');
  expect(lines(page)).toEqual(lines(String(await evaluated(ofTests('optionReference')))));
});

/** Another nixpkgs may have other words for a type. */
const lines = (page: string): string[] => page.split('\n').filter((line) => !line.startsWith('- Type: '));

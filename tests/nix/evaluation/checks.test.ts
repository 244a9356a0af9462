import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { evaluated, ofTests } from '../evaluate.ts';

const names = readdirSync(join(checkout, 'nix/tests/eval')).map((file) => basename(file, '.nix'));

describe('of what is evaluated', () => {
  test.each(names)('%s holds', async (name) => {
    expect(await evaluated(ofTests(`failures."${name}"`))).toEqual([]);
  });
});

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { evaluated, evaluation, ofTests } from '../evaluate.ts';

const names = readdirSync(join(checkout, 'nix/tests/refusals')).map((file) => basename(file, '.nix'));

describe('what cannot be is refused', () => {
  test.each(names)('%s', async (name) => {
    const refusal = `refusals."${name}"`;
    const says = Value.Parse(Type.Array(Type.String(), { minItems: 1 }), await evaluated(ofTests(`${refusal}.says`)));
    const { exitCode, said } = await evaluation(ofTests(`${refusal}.host`));
    expect(exitCode).not.toBe(0);
    for (const text of says) expect(said).toContain(text);
  });
});

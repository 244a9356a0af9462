import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTROLS, FRAMEWORKS } from '../../../services/compliance/catalogue.ts';
import { complianceManual } from '../../../services/compliance/compliance-manual.ts';
import { checkout } from '../../support/checkout.ts';

const page = readFileSync(join(checkout, 'docs/compliance.md'), 'utf8');

describe('docs/compliance.md', () => {
  test('has the catalogue as it is: else npm run docs', () => expect(complianceManual(page)).toBe(page));

  test.each(CONTROLS)('has a chapter on $id', ({ id }) => expect(page).toContain(`\n### ${id}\n`));

  test.each(FRAMEWORKS)('has the mapping of $id', ({ title }) => expect(page).toContain(`\n### ${title}\n`));

  test('leaves alone what is written by hand', () => {
    const filled = complianceManual('before\n<!-- counts -->\nold\n<!-- end of counts -->\nafter');
    expect(filled).toMatch(/^before\n<!-- counts -->\n/);
    expect(filled).toMatch(/<!-- end of counts -->\nafter$/);
    expect(filled).toContain(`${CONTROLS.length} controls`);
    expect(filled).not.toContain('old');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../../cli/config/setting-table.ts';
import { allPages } from '../../../cli/line/all-pages.ts';
import { COMMANDS } from '../../../cli/line/command-table.ts';
import { filledManual } from '../../../cli/line/manual.ts';
import { packageRoot } from '../../../services/host/package-root.ts';

const manual = readFileSync(join(packageRoot(), 'docs/cli.md'), 'utf8');
const pages = await allPages(COMMANDS);

describe('docs/cli.md', () => {
  test('tells the commands as they are: else npm run docs', () => {
    expect(filledManual(manual, { pages, settings: SETTINGS })).toBe(manual);
  });

  test('has a chapter and a line of contents for every command, with every flag', () => {
    for (const { name, sections } of pages.slice(1)) {
      expect(manual).toMatch(new RegExp(`^##?#? ${name}$`, 'm'));
      expect(manual).toContain(`[\`${name}\`](#${name.replaceAll(' ', '-')})`);
      for (const { entries } of sections)
        for (const { term } of entries) expect(manual).toContain(`\`${term.trim()}\``);
    }
  });

  test('leaves alone what is written by hand, and shows what is in it as it is', () => {
    const page = { name: 'nixfleet x', says: 'A <b> | *c*', usage: 'nixfleet x', sections: [], examples: [] };
    const filled = filledManual('before\n<!-- commands -->old<!-- end of commands -->\nafter', {
      pages: [page, page],
      settings: [],
    });
    expect(filled).toMatch(/^before\n/);
    expect(filled).toMatch(/\nafter$/);
    expect(filled).toContain(String.raw`A \<b\> \| \*c\*.`);
    expect(filled).not.toContain('old');
  });

  test('is as the formatter wants it', async () => {
    expect(await format(manual, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' })).toBe(manual);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPages } from '../../../cli/line/all-pages.ts';
import { COMMANDS } from '../../../cli/line/command-table.ts';
import { help } from '../../../cli/line/help.ts';
import { helpFiles } from '../../../cli/line/help-files.ts';

const folder = join(import.meta.dirname, 'help');
const pages = await allPages(COMMANDS);
const files = helpFiles(pages);
const topic = { words: [], found: undefined };

describe('a help page', () => {
  test.each(files)('is as $name has it; if it is meant to differ: npm run docs', ({ name, text }) => {
    expect(text).toBe(readFileSync(join(folder, name), 'utf8'));
  });

  test('is there for every file, and no file without a page', () => {
    expect(readdirSync(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
  });

  test.each(files)('fits the 80 columns of a pipe: $name', ({ text }) => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(pages)(
    'says what can stand there, each thing once, with an example: $name',
    ({ name, sections, examples }) => {
      const terms = sections.flatMap(({ entries }) => entries.map(({ term }) => term.trim()));
      expect(terms).toEqual([...new Set(terms)]);
      expect(sections.flatMap(({ entries }) => entries).filter(({ says }) => says === '')).toEqual([]);
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.filter((example) => !example.startsWith('nixfleet '))).toEqual([]);
      if (name !== 'nixfleet') expect(examples.filter((example) => !example.startsWith(name))).toEqual([]);
    },
  );

  test('has every flag that stands under a heading', async () => {
    for (const entry of Object.values(COMMANDS)) {
      for (const { load } of 'load' in entry ? [entry] : Object.values(entry.verbs)) {
        const { flags, sections = {} } = await load();
        expect(Object.keys(flags)).toEqual(expect.arrayContaining(Object.values(sections).flat()));
      }
    }
  });

  test('is as wide as the terminal, between 40 and 120 columns, with bold headings unless colours are off', async () => {
    const on = (columns: number, env = {}) => help(topic, COMMANDS, { stream: { isTTY: true, columns }, env });
    const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
    expect(widest(await on(100, { NO_COLOR: '1' }))).toBeGreaterThan(80);
    expect(widest(await on(100, { NO_COLOR: '1' }))).toBeLessThanOrEqual(100);
    expect(widest(await on(500, { NO_COLOR: '1' }))).toBeLessThanOrEqual(120);
    expect(await on(80)).toContain('\u001b[1mCommands:\u001b[22m');
    expect(await help(topic, COMMANDS, { stream: {}, env: {} })).not.toContain('\u001b');
  });
});

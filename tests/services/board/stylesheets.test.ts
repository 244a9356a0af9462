import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';

const BOARD = join(checkout, 'services/board');
const sheets = readdirSync(BOARD, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));

/** Pictures of statecharts name their classes where they are drawn. */
const sources = [BOARD, join(checkout, 'services/draw')]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(file, 'utf8'));

/** The words of all programs' texts: what a class can be made of. */
const words = new Set(sources.flatMap((source) => source.match(/[\w-]+/g) ?? []));

/** The classes that a sheet speaks of, each once. */
function classesIn(sheet: string): string[] {
  const text = readFileSync(join(BOARD, sheet), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  const selectors = [...text.matchAll(/([^{};]+)\{/g)].flatMap(([, selector]) => selector ?? []);
  return [...new Set(selectors.flatMap((selector) => selector.match(/(?<=\.)[a-z][\w-]*/g) ?? []))];
}

const shared = new Set(classesIn('style.css'));

describe.each(sheets)('the style sheet %s', (sheet) => {
  test('has no class that nothing has', () => {
    expect(classesIn(sheet).filter((name) => !words.has(name))).toEqual([]);
  });

  test('begins what it alone names with the name of its folder', () => {
    const folder = basename(dirname(sheet));
    // What an element looks like is everybody's; a word of the API stands beside a class of the folder.
    if (['.', 'elements'].includes(folder)) return;
    const ours = classesIn(sheet).filter((name) => name.includes('-') && !shared.has(name));
    expect(ours.filter((name) => !name.startsWith(`${folder}-`))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../cli/line/command-table.ts';
import { GLOBALS } from '../../../cli/line/globals.ts';
import { parseLine } from '../../../cli/line/parse.ts';
import { route } from '../../../cli/line/route.ts';
import { checkout } from '../../support/checkout.ts';

const below = (folder: string): string[] =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));

/** All that tells a user what to type. */
const DOCUMENTS = ['README.md', ...below('docs'), ...below('nix/templates')].filter(
  (file) => !file.startsWith('docs/decisions'),
);

/** The lines of `nixfleet` that a reader would type: in code, without comments and what follows in a pipe. */
function commandLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^(?: {4,}|\$ )?(nixfleet [a-z-].*)$/gm)].map(([, line = '']) => line);
  const spans = [...markdown.matchAll(/`(nixfleet [a-z][^`]*)`/g)].map(([, line = '']) => line.replaceAll(/\s+/g, ' '));
  const typed = [...blocks, ...spans].map((line) => line.replace(/\s+#.*$|\s+(?:2>&1|\||>|&&).*$/, ''));
  // What stands for something else: [flags], …, <id>.
  return typed.filter((line) => !/[[\]…]/.test(line)).map((line) => line.replaceAll(/<[a-z-]+>/g, 'x'));
}

/** The words of a line as a shell hands them over. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

async function parsed(line: string): Promise<void> {
  const { found, rest } = route(wordsOf(line).slice(1), COMMANDS);
  // A group alone is named, not run: `nixfleet release`.
  if (!found || !('load' in found)) return;
  const verb = await found.load();
  const { operands, ...rules } = verb;
  // In a sentence a command may be named without what it is about.
  const isNamed = rest.length === 0;
  parseLine(rest, {
    ...rules,
    operands: isNamed ? [] : operands,
    required: isNamed ? [] : (rules.required ?? []),
    flags: { ...verb.flags, ...GLOBALS },
  });
}

describe('what the documents tell people to type', () => {
  test.each(DOCUMENTS)('is understood by the command line: %s', async (document) => {
    const lines = commandLines(readFileSync(join(checkout, document), 'utf8'));
    const misunderstood: string[] = [];
    for (const line of lines) {
      await parsed(line).catch((error: unknown) => void misunderstood.push(`${line}: ${String(error)}`));
    }
    expect(misunderstood).toEqual([]);
  });

  test('is found', () => {
    const found = DOCUMENTS.filter(
      (document) => commandLines(readFileSync(join(checkout, document), 'utf8')).length > 0,
    );
    expect(found).toEqual(expect.arrayContaining(['README.md', 'docs/cli.md', 'docs/nix/first-fleet.md']));
    expect(found.filter((document) => document.startsWith('nix/templates'))).toHaveLength(3);
  });

  test.each(['nixfleet deploy --now', 'nixfleet rollout whine r-1', 'nixfleet rollout why a b c'])(
    'would be found out when it is wrong: %s',
    async (line) => {
      expect(commandLines(`    ${line}`)).toEqual([line]);
      await expect(parsed(line)).rejects.toThrow();
    },
  );
});

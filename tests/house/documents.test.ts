import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chartsIn } from '../../services/draw/charts.ts';
import { filledPage } from '../../services/draw/filled-page.ts';
import { checkout } from '../support/checkout.ts';
import { machineModules } from './product-charts.ts';
import { trackedFiles } from './source-file.ts';

const texts = new Map(trackedFiles().map(({ path, text }) => [path, text]));
const text = (path: string): string => texts.get(path) ?? '';

const AGPL = ['services/server', 'services/actors/thread'];
const MIT = [
  'machines',
  'services/store',
  'services/api',
  'services/host',
  'services/build',
  'services/draw',
  'services/actors',
  'agent',
  'cli',
  'nix',
  'tests',
];

describe('the README of a room', () => {
  test.each(AGPL)('says that %s is AGPL', (room) =>
    expect(text(`${room}/README.md`)).toContain('Licence: AGPL-3.0-only'),
  );
  test.each(MIT)('says that %s is MIT', (room) => expect(text(`${room}/README.md`)).toContain('Licence: MIT'));
});

describe('the README', () => {
  const rooms = [...AGPL, ...MIT].filter((room) => !room.startsWith('services/actors/'));
  test.each(rooms)('has %s on its map', (room) => expect(text('README.md')).toMatch(new RegExp(`^    ${room}/ `, 'm')));
  test.each(['npm run demo', 'npm test', '20.19'])('tells of %s', (words) =>
    expect(text('README.md')).toContain(words),
  );
});

describe('the page on rollouts', () => {
  const page = readFileSync(join(checkout, 'docs/rollouts.md'), 'utf8');

  test('has the statecharts of a rollout and a batch as they are (else: npm run docs)', async () => {
    const filled = filledPage(page, chartsIn(await machineModules()));
    expect(page).toBe(filled);
    expect([...filled.matchAll(/<!-- chart: (\w+) -->/g)].map(([, name]) => name)).toEqual(['rollout', 'batch']);
  });

  test('tells of every event that rollouts, batches and machines say', () => {
    const says = ['batch-announcements', 'rollout-announcements', 'settlement'].map((file) =>
      text(`machines/policy/${file}.ts`),
    );
    const said = says.flatMap((source) => [...source.matchAll(/name: (?:\w+ \? '(\w+)' : )?'(\w+)'/g)].flatMap(words));
    const [, table = ''] = page.split('## Events');
    const told = [...table.matchAll(/^\| `((?:batch|machine|revert|status)_\w+)` /gm)].flatMap(words);
    expect(told.toSorted()).toEqual([...new Set(said)].toSorted());
  });

  const words = ([, ...found]: RegExpExecArray): string[] => found.filter((word) => word !== undefined);
});

describe('the package', () => {
  const manifest: { bin: Record<string, string>; engines: { node: string } } = JSON.parse(text('package.json'));
  const programs = Object.entries(manifest.bin);

  test('asks for the Node that set-up asks for', () => expect(manifest.engines.node).toBe('>=20.19'));

  test.each(programs)('has %s as a program that a shell can start', (_, file) => {
    const built = join(checkout, file);
    expect(readFileSync(built, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(built).mode & 0o111).toBe(0o111);
  });
});

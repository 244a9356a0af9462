import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pictureFile } from '../../services/draw/chapter.ts';
import { filledPage } from '../../services/draw/filled-page.ts';
import { layout } from '../../services/draw/layout.ts';
import { manual } from '../../services/draw/manual.ts';
import { statecharts } from '../../services/draw/product-charts.ts';
import { svg } from '../../services/draw/svg.ts';
import { chartDrawing } from '../../services/host/chart-drawing.ts';
import { checkout } from '../support/checkout.ts';
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
  'services/compliance',
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

describe('the page on statecharts', () => {
  test('tells of them as they are (else: npm run docs)', () => {
    expect(readFileSync(join(checkout, 'docs/statecharts.md'), 'utf8')).toBe(manual(statecharts()));
  });

  test('has a picture of each, and no others', () => {
    const pictures = readdirSync(join(checkout, 'docs/images/statecharts')).map((file) => `images/statecharts/${file}`);
    expect(pictures.toSorted()).toEqual(
      statecharts()
        .map(({ name }) => pictureFile(name))
        .toSorted(),
    );
  });
});

describe.each(statecharts())('the picture of the statechart $name', (chart) => {
  const file = join(checkout, 'docs', pictureFile(chart.name));

  test('shows it as it is (else: npm run docs), and programs draw it just so (else: npm run build)', async () => {
    const drawing = await layout(chart);
    expect(readFileSync(file, 'utf8')).toBe(svg(chart, drawing));
    expect(chartDrawing(chart.name)).toEqual(drawing);
  });

  test('is small', () => expect(statSync(file).size).toBeLessThan(150_000));
});

describe('the page on rollouts', () => {
  const page = readFileSync(join(checkout, 'docs/rollouts.md'), 'utf8');

  test('has the statecharts of a rollout and a batch as they are (else: npm run docs)', () => {
    const filled = filledPage(page, statecharts());
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

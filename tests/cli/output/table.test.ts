import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPaint } from '../../../cli/output/paint.ts';
import { compactPath } from '../../../cli/output/store-path.ts';
import { cutting, details, table } from '../../../cli/output/table.ts';
import { widthOf } from '../../../cli/output/width.ts';

const plain = (text: string): string => text;
const PATH = '/nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-web-01-25.05';
const COLUMNS = ['id', { head: 'path', shrink: compactPath }, cutting('tags')];
const ROWS = [
  ['web-01', PATH, 'web, eu-central, production'],
  ['db-01', PATH, 'db'],
];

describe('a table on a terminal', () => {
  test('is as wide as it is where there is room', () => {
    expect(table(COLUMNS, ROWS, { paint: plain, width: 200 })).toEqual(table(COLUMNS, ROWS));
  });

  test('lets the columns give way that can, the widest first', () => {
    expect(table(COLUMNS, ROWS, { paint: plain, width: 60 })).toEqual([
      ' ID      PATH                      TAGS                     ',
      ' web-01  pvra…-nixos-system-web-…  web, eu-central, produc… ',
      ' db-01   pvra…-nixos-system-web-…  db                       ',
    ]);
  });

  test('cuts every column when those are not enough', () => {
    for (const line of table(COLUMNS, ROWS, { paint: plain, width: 20 })) expect(widthOf(line)).toBe(20);
  });

  test('is whole on a terminal that does not know its width', () => {
    expect(table(COLUMNS, ROWS, { paint: plain, width: 0 })).toEqual(table(COLUMNS, ROWS));
  });

  test('counts wide letters as the terminal does', () => {
    const rows = [
      ['日本', 'x'],
      ['web', 'y'],
    ];
    expect(table(['id', 'tags'], rows, { paint: plain, width: 80 })).toEqual([
      ' ID    TAGS ',
      ' 日本  x    ',
      ' web   y    ',
    ]);
  });

  test('keeps the colour of a cell that is cut', () => {
    const paint = createPaint({ TERM: 'xterm' }, true);
    const lines = table(['id', 'state'], [['web-01', 'maintenance']], { paint, width: 16 });
    expect(lines[1]).toBe(' web-01  \u001b[33mmaint…\u001b[39m ');
  });

  test('shows what machines call themselves, and does not obey it', () => {
    const rows = [['\u001b[2Jweb\r\n01', '\u202egnp.exe', '\u0007']];
    expect(table(['id', 'tags', 'x'], rows)[1]).toBe(' web · 01  gnp.exe    ');
  });

  test('of a hundred thousand rows is made', () => {
    expect(
      table(
        ['id'],
        Array.from({ length: 200_000 }, () => ['x']),
      ),
    ).toHaveLength(200_001);
  });

  test('is never wider than the terminal, whatever is in it', () => {
    const cells = fc.array(fc.tuple(...COLUMNS.map(() => fc.string({ unit: 'grapheme' }))), { minLength: 1 });
    fc.assert(
      fc.property(cells, fc.integer({ min: 9, max: 120 }), (rows, width) => {
        for (const line of table(COLUMNS, rows, { paint: plain, width }))
          expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('details', () => {
  test('stand in one column, however wide their letters are', () => {
    expect(
      details([
        ['名', 'a'],
        ['Longer', 'b'],
      ]),
    ).toEqual(['名:      a', 'Longer:  b']);
  });
});

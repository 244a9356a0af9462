import { describe, expect, test } from 'vitest';
import { type BlockContent, blockLines, LiveBlock } from '../../../cli/output/live-block.ts';
import { ATerminal } from './a-terminal.ts';

const content = (changes: Partial<BlockContent> = {}): BlockContent => ({
  above: [],
  status: 'building',
  time: '0:01',
  below: [],
  ...changes,
});

describe('the lines of a block', () => {
  test('are cut to the width, the status for the time behind it', () => {
    const lines = blockLines(content({ status: 'building a lot of things', below: ['  web-02: fetching a lot'] }), {
      columns: 20,
      rows: 10,
    });
    expect(lines).toEqual(['building a l…  0:01', '  web-02: fetching…']);
  });

  test('count a wide letter as two columns', () => {
    expect(blockLines(content({ below: ['你好你好你好'] }), { columns: 10, rows: 10 })[1]).toBe('你好你好…');
  });

  test('are fewer than the rows; those below go before those above, and the status before all', () => {
    const many = (name: string) => Array.from({ length: 5 }, (_, n) => `${name}${n}`);
    const lines = (rows: number) => blockLines(content({ above: many('a'), below: many('b') }), { columns: 40, rows });
    expect(lines(9)).toEqual(['a3', 'a4', 'building  0:01', 'b0', 'b1', 'b2', 'b3', 'b4']);
    expect(lines(5)).toEqual(['building  0:01', 'b0', 'b1', '  and 3 more']);
    expect(lines(2)).toEqual(['building  0:01']);
    expect(lines(1)).toEqual(['building  0:01']);
  });

  test.each([0, 1, 2, 19, 20])('are some on a terminal with %i columns', (columns) => {
    for (const line of blockLines(content({ below: ['b'] }), { columns, rows: 0 }))
      expect([...line].length).toBeLessThanOrEqual(Math.max((columns || 80) - 1, 1));
  });
});

describe('a block on a terminal', () => {
  test('is drawn over with one write each time, and what stays stands above it', () => {
    const terminal = new ATerminal();
    const block = new LiveBlock(terminal);
    block.draw(content({ below: ['  web', '  db'] }));
    block.draw(content({ time: '0:02', below: ['  db'] }), ['web is done']);
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.text).toEqual(['web is done', 'building  0:02', '  db']);
  });

  test('leaves only the lines when it is cleared, and the cursor', () => {
    const terminal = new ATerminal();
    const block = new LiveBlock(terminal);
    block.draw(content({ above: ['out'], below: ['  web'] }), ['begun']);
    expect(terminal.isCursorShown).toBe(false);
    block.clear();
    expect(terminal).toMatchObject({ text: ['begun'], isCursorShown: true });
  });

  test('does not erase what it will write again: nothing flickers', () => {
    const terminal = new ATerminal();
    const block = new LiveBlock(terminal);
    block.draw(content());
    block.draw(content({ time: '0:02' }));
    expect(terminal.writes[1]).toBe('\rbuilding  0:02\u001b[K\u001b[J');
  });

  test('is taken away whole after the terminal has become narrower and has wrapped it', () => {
    const terminal = new ATerminal(40);
    const block = new LiveBlock(terminal);
    block.draw(content({ below: ['  something that is longer than 20'] }));
    terminal.columns = 20;
    terminal.writes.length = 0;
    block.draw(content());
    // The lower line has become two.
    expect(terminal.writes[0]).toMatch(/^\r\u001b\[2A/);
  });

  test('stays within a screen that is full', () => {
    const terminal = new ATerminal(40, 4);
    const block = new LiveBlock(terminal);
    for (let n = 0; n < 20; n += 1) block.draw(content({ below: ['1', '2', '3', '4', '5'] }), [`line ${n}`]);
    block.clear();
    expect(terminal.text).toEqual(Array.from({ length: 20 }, (_, n) => `line ${n}`));
  });
});

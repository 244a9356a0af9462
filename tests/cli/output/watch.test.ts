import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type WatchParts, keepLooking } from '../../../cli/output/watch.ts';
import type { Sight } from '../../../cli/output/sight.ts';
import { assertWatchable } from '../../../cli/output/watch-flags.ts';
import { BadInput, HttpFailed, Unreachable } from '../../../machines/errors.ts';

const AT = new Date(2026, 0, 31, 12, 30, 59);
const HEAD = '2026-01-31 12:30:59 · every 2 s · Ctrl-C ends it';

/** A terminal or a pipe, that keeps what is written to it. */
class Stream extends EventEmitter {
  columns = 40;
  rows = 10;
  readonly written: string[] = [];
  write(text: string): void {
    this.written.push(text);
  }
}

/** Looks that see these in turn; Ctrl-C comes when nothing is left to see. */
function shownOn(stream: Stream, sights: readonly (Sight | Error)[], change: Partial<WatchParts> = {}) {
  const interrupt = new AbortController();
  const notes: string[] = [];
  const slept: number[] = [];
  let seen = 0;
  const parts: WatchParts = {
    stream,
    isTerminal: true,
    note: (line) => notes.push(line),
    now: () => AT,
    sleep: async (ms) => void slept.push(ms),
    signal: interrupt.signal,
    ...change,
  };
  const look = async () => {
    const sight = sights[seen];
    seen += 1;
    if (sight === undefined) {
      interrupt.abort();
      throw interrupt.signal.reason;
    }
    if (sight instanceof Error) throw sight;
    return sight;
  };
  return { end: keepLooking({ look, intervalSeconds: 2 }, parts), notes, slept };
}

const sight = (...lines: string[]): Sight => ({ lines: () => lines });
const frame = (...lines: string[]): string =>
  `\u001b[H${[HEAD, '', ...lines].map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`;

describe('something that is shown again and again', () => {
  test('has a screen of its own on a terminal, one write for each frame, and gives the old one back', async () => {
    const stream = new Stream();
    stream.columns = 80;
    const { end, slept } = shownOn(stream, [sight('one'), sight('two')]);
    expect(await end).toBe(0);
    expect(stream.written).toEqual([
      '\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J',
      frame('one'),
      frame('two'),
      '\u001b[?25h\u001b[?1049l',
    ]);
    expect(slept).toEqual([2000, 2000]);
  });

  test('stays as it was last seen while the control plane is away, and says so below', async () => {
    const stream = new Stream();
    stream.columns = 80;
    const { end } = shownOn(stream, [
      { ...sight('one'), summary: '1 host' },
      new Unreachable('it is away'),
      sight('two'),
    ]);
    await end;
    expect(stream.written.slice(2, 4)).toEqual([frame('one', '', '1 host', 'Error: it is away'), frame('two')]);
  });

  test('fails when there is nothing to show at first', async () => {
    const stream = new Stream();
    await expect(shownOn(stream, [new HttpFailed('who are you?', 401)]).end).rejects.toThrow('who are you?');
    expect(stream.written).toEqual([]);
  });

  test('gives the screen back when there is a defect', async () => {
    const stream = new Stream();
    await expect(shownOn(stream, [sight('one'), new TypeError('oh')]).end).rejects.toThrow('oh');
    expect(stream.written.at(-1)).toBe('\u001b[?25h\u001b[?1049l');
  });

  test('ends with what it shows, which stays on the screen', async () => {
    const stream = new Stream();
    const { end } = shownOn(stream, [sight('running'), { ...sight('failed'), end: 1 }]);
    expect(await end).toBe(1);
    expect(stream.written.at(-1)).toBe('failed\n');
  });

  test('is drawn anew when the terminal changes its size', async () => {
    const stream = new Stream();
    const wide = { lines: (width: number | null) => [`${width} wide`] };
    const sleep = async () => {
      stream.columns = 30;
      stream.emit('resize');
    };
    await shownOn(stream, [wide], { sleep }).end;
    expect(stream.written[2]).toContain('30 wide');
    expect(stream.listenerCount('resize')).toBe(0);
  });

  test('in a pipe is one after the other, with a blank line between them', async () => {
    const stream = new Stream();
    const sights = [{ ...sight('one'), summary: '1 host' }, new Unreachable('it is away'), sight('two')];
    const { end, notes } = shownOn(stream, sights, { isTerminal: false });
    expect(await end).toBe(0);
    expect(stream.written.join('')).toBe(`${HEAD}\n\none\n\n1 host\n\n${HEAD}\n\ntwo\n`);
    expect(notes).toEqual(['Error: it is away']);
  });

  test('ends when nobody reads it any more', async () => {
    const stream = new Stream();
    const sleep = async () => void stream.emit('error', new Error('EPIPE'));
    expect(await shownOn(stream, [sight('one'), sight('two')], { isTerminal: false, sleep }).end).toBe(0);
    expect(stream.written.join('')).not.toContain('two');
  });

  test('is not for JSON', () => {
    expect(() => assertWatchable({ watch: true }, { isJson: true })).toThrow(BadInput);
    expect(() => assertWatchable({ watch: true }, { isJson: true })).toThrow('incompatible');
    assertWatchable({ watch: false }, { isJson: true });
  });
});

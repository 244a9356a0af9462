import { describe, expect, test, vi } from 'vitest';
import { LinkLog } from '../../../agent/link/link-log.ts';
import type { LogFrame } from '../../../machines/model/link.ts';

/** Lines on their way, and the frames that they went in. */
function someLines() {
  const frames: LogFrame[] = [];
  const world = { stands: true };
  const log = new LinkLog({ stands: () => world.stands, send: (frame) => void frames.push(frame) });
  return { log, frames, world };
}

describe('the lines of an attempt', () => {
  test('go together when they come together', () => {
    vi.useFakeTimers();
    const { log, frames } = someLines();
    log.add('a', 'one');
    log.add('a', 'two');
    expect(frames).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(frames).toEqual([{ type: 'log', attempt: 'a', n: 0, lines: ['one', 'two'] }]);
    vi.useRealTimers();
  });

  test('are no more in one frame than the other side takes', () => {
    const { log, frames } = someLines();
    for (let index = 0; index < 1_200; index += 1) log.add('a', 'line');
    log.flush();
    expect(frames.map(({ n, lines }) => [n, lines.length])).toEqual([
      [0, 500],
      [500, 500],
      [1_000, 200],
    ]);
    for (let index = 0; index < 300; index += 1) log.add('b', '\u0001'.repeat(4_096));
    log.flush();
    expect(Math.max(...frames.map((frame) => JSON.stringify(frame).length))).toBeLessThan(512 * 1024);
  });

  test('show by their numbers what was dropped while there was no link', () => {
    const { log, frames, world } = someLines();
    log.add('a', 'heard');
    world.stands = false;
    log.add('a', 'lost');
    world.stands = true;
    log.add('a', 'heard again');
    log.flush();
    expect(frames.map(({ n, lines }) => [n, lines])).toEqual([
      [0, ['heard']],
      [2, ['heard again']],
    ]);
  });

  test('are numbered attempt by attempt', () => {
    const { log, frames } = someLines();
    for (const attempt of ['a', 'b', 'a']) log.add(attempt, `of ${attempt}`);
    log.flush();
    expect(frames.map(({ attempt, n }) => `${attempt}${n}`)).toEqual(['a0', 'b0', 'a1']);
  });
});

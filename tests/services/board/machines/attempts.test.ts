import { describe, expect, test } from 'vitest';
import type { AgentLogLine } from '../../../../machines/model/machine-detail.ts';
import { attemptsIn } from '../../../../services/board/machines/attempts.ts';

const line = (id: number, attempt: string, n: number): AgentLogLine => ({
  ...{ id, attempt, n },
  line: `${attempt} says ${n}`,
  received_at: `2026-04-20T10:00:${String(id).padStart(2, '0')}Z`,
});

const texts = (lines: readonly AgentLogLine[], hasOlder = false) =>
  attemptsIn(lines, hasOlder).map(({ name, parts }) => [
    name,
    ...parts.map((part) => ('text' in part ? part.text : -part.lost)),
  ]);

describe('the attempts in log lines', () => {
  test('are none without lines', () => expect(attemptsIn([], false)).toEqual([]));

  test('come newest first, each in the order in which it was printed', () => {
    const lines = [line(4, 'b', 1), line(3, 'b', 0), line(2, 'a', 1), line(1, 'a', 0)];
    expect(texts(lines)).toEqual([
      ['b', 'b says 0', 'b says 1'],
      ['a', 'a says 0', 'a says 1'],
    ]);
  });

  test('are in the order of their numbers where lines came late', () => {
    expect(texts([line(1, 'a', 0), line(2, 'a', 2), line(3, 'a', 1)])).toEqual([
      ['a', 'a says 0', 'a says 1', 'a says 2'],
    ]);
  });

  test('tell where lines were lost, also the first', () => {
    expect(texts([line(1, 'a', 2), line(2, 'a', 3), line(3, 'a', 7)])).toEqual([
      ['a', -2, 'a says 2', 'a says 3', -3, 'a says 7'],
    ]);
  });

  test('do not take for lost what is only not loaded yet', () => {
    const [newest, cut] = attemptsIn([line(8, 'b', 0), line(7, 'a', 5)], true);
    expect([newest?.isCutOff, cut?.isCutOff]).toEqual([false, true]);
    expect(cut?.parts).toEqual([{ text: 'a says 5', n: 5 }]);
  });

  test('have a line once that came twice', () => {
    expect(texts([line(1, 'a', 0), line(2, 'a', 0), line(3, 'a', 1)])).toEqual([['a', 'a says 0', 'a says 1']]);
  });

  test('say when their first and last line came', () => {
    expect(attemptsIn([line(5, 'a', 1), line(2, 'a', 0)], false)).toMatchObject([
      { firstAt: '2026-04-20T10:00:02Z', lastAt: '2026-04-20T10:00:05Z', lines: 2 },
    ]);
  });
});

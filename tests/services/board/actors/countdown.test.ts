import { expect, test } from 'vitest';
import { countdown } from '../../../../services/board/actors/countdown.ts';

test.each([
  [3 * 3_600_000, 'in 3 h'],
  [249_000, 'in 4:09'],
  [60_000, 'in 1:00'],
  [59_001, 'in 1:00'],
  [59_000, 'in 59 s'],
  [1, 'in 1 s'],
  [0, 'due now'],
  [-999, 'due now'],
  [-12_000, 'due for 12 s'],
])('%i ms before its time something is %s', (ms, words) => expect(countdown(1_000_000 + ms, 1_000_000)).toBe(words));

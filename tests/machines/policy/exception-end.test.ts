import { expect, test } from 'vitest';
import { holds } from '../../../machines/policy/exception-end.ts';

test.each([
  [null, true],
  ['2026-04-21', true],
  ['2026-04-20', true],
  ['2026-04-19', false],
  ['some day', false],
])('an exception until %s holds on 2026-04-20: %s', (expires, isSo) =>
  expect(holds({ expires }, Date.parse('2026-04-20T23:59:59Z'))).toBe(isSo),
);

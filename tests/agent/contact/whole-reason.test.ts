import { expect, test } from 'vitest';
import { wholeReason } from '../../../agent/contact/whole-reason.ts';

const because = (message: string, cause?: unknown) => new Error(message, { cause });

test.each([
  [because('it is late'), 'it is late'],
  [because('it is late', because('the train was', because('snow'))), 'it is late (the train was: snow)'],
  [because('it is late: snow', because('snow')), 'it is late: snow'],
  [
    because('gone', new AggregateError([because('refused ::1'), because('refused 127.0.0.1')])),
    'gone (refused ::1, refused 127.0.0.1)',
  ],
  ['a word', 'a word'],
  [because(''), 'no reason is known'],
])('a whole reason is all that is known: %s', (error, reason) => {
  expect(wholeReason(error)).toBe(reason);
});

test('a whole reason has an end', () => {
  const circle = because('x'.repeat(5_000));
  circle.cause = circle;
  expect(Buffer.byteLength(wholeReason(circle))).toBeLessThanOrEqual(1_500);
});

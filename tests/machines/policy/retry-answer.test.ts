import { describe, expect, test } from 'vitest';
import { retryAnswer } from '../../../machines/policy/retry-answer.ts';

const WANTED = { path: '/nix/store/b', cacheUrl: null, assignment: null };

describe('the answer to who wants a machine to try again', () => {
  test('says that it was told', () => {
    expect(retryAnswer('web-01', WANTED, true)).toEqual({
      told: true,
      message: 'web-01 was told to try /nix/store/b again',
    });
  });

  test.each([
    [null, /has no link.*an hour after/],
    ['r-1:0:1', /has no link.*deploy --retry/],
  ])('without a link says who else brings it there, when the assignment is %s', (assignment, says) => {
    const answer = retryAnswer('web-01', { ...WANTED, assignment }, false);
    expect(answer).toEqual({ told: false, message: expect.stringMatching(says) });
  });
});

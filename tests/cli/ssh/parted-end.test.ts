import { describe, expect, test } from 'vitest';
import { restartedEnd, unreachedEnd } from '../../../cli/ssh/parted-end.ts';

const known = { claim: undefined, mayBeConfirmed: false, platform: 'linux' } as const;
const asked = { ...known, mayBeConfirmed: true };

describe('an attempt that has to be left in the middle', () => {
  test.each([
    ['boots what it booted before', known, 'went_back'],
    ['may have been confirmed before', asked, 'unknown'],
    ['just after it was confirmed', { ...asked, claim: 'confirmed' }, 'unknown'],
    ['keeps what its profile names', { ...known, platform: 'darwin' as const }, 'unknown'],
  ])('for the machine was restarted: %s', (words, attempt, result) => {
    const end = restartedEnd(false, attempt);
    expect(end).toMatchObject({ result, says: expect.stringContaining(words) });
    expect(end.says).not.toContain('dead man');
  });

  test('is its dead man’s when it cannot be reached', () => {
    expect(unreachedEnd('no answer', known, 3_100)).toMatchObject({
      result: 'unknown',
      says: 'no answer; its dead man takes it back within 4 s',
    });
  });

  test('is nobody’s who has asked it to stay', () => {
    const { result, says } = unreachedEnd('no answer', asked, 3_100);
    expect({ result, says }).toEqual({
      result: 'unknown',
      says: 'no answer; it may have been confirmed: see what it runs',
    });
  });

  test('is going back when it has said so', () => {
    expect(unreachedEnd('no answer', { ...asked, mayBeConfirmed: false, claim: 'back' }, 0).result).toBe('went_back');
  });
});

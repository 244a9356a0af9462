import { describe, expect, test } from 'vitest';
import { BUILD_FLAGS, limitsOf } from '../../../cli/release/build-flags.ts';
import { parseLine } from '../../../cli/line/parse.ts';
import { BadUsage } from '../../../machines/errors.ts';

const limits = (...argv: string[]) => limitsOf(parseLine(argv, { flags: BUILD_FLAGS, operands: [] }).flags);

describe('the flags of a build', () => {
  test('say how much goes on at once', () => {
    const flags = ['--chunk-size=10', '--eval-workers=3', '--eval-memory=4096', '--max-jobs=5', '--push-jobs=7'];
    expect(limits(...flags)).toEqual({
      ...{ chunkSize: 10, evaluations: 3, evalMemoryMib: 4096 },
      ...{ maxJobs: 5, realisations: 1, pushes: 7 },
    });
  });

  test('may all be left out', () => {
    expect(limits()).toMatchObject({ chunkSize: 25, evalMemoryMib: 2048, maxJobs: null, pushes: 4 });
  });

  test.each(Object.keys(BUILD_FLAGS))('refuse none and absurdly many for --%s', (name) => {
    expect(() => limits(`--${name}=0`)).toThrow(BadUsage);
    expect(() => limits(`--${name}=0`)).toThrow(new RegExp(`^--${name} is a whole number from 1 to \\d+, not 0$`));
    expect(() => limits(`--${name}=2000000`)).toThrow(new RegExp(`^--${name} is a whole number from 1 to \\d+, not`));
  });
});

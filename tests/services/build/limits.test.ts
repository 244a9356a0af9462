import { describe, expect, test } from 'vitest';
import { type AskedLimits, buildLimits } from '../../../services/build/limits.ts';
import { roomHere } from '../../../services/build/room.ts';

const room = { processors: 8, memoryMib: 16_384 };

describe('the limits of a build', () => {
  test('are made for the machine when nothing is asked for', () => {
    expect(buildLimits({}, room)).toEqual({
      chunkSize: 25,
      evaluations: 8,
      evalMemoryMib: 2048,
      realisations: 2,
      maxJobs: null,
      pushes: 4,
    });
  });

  test.each([
    ['as many as processors', { processors: 4, memoryMib: 1_000_000 }, {}, 4],
    ['as many as the memory has room for', { processors: 8, memoryMib: 7_000 }, {}, 3],
    ['more of them when each needs less', { processors: 8, memoryMib: 7_000 }, { evalMemoryMib: 1000 }, 7],
    ['one when there is room for none', { processors: 8, memoryMib: 500 }, {}, 1],
    ['as many as the operator says, who knows better', { processors: 2, memoryMib: 500 }, { evalWorkers: 6 }, 6],
  ] as const)('allow %s', (_, machine, asked: AskedLimits, evaluations) => {
    expect(buildLimits(asked, machine).evaluations).toBe(evaluations);
  });

  test('run Nix once at a time when builds are counted: each run counts its own', () => {
    expect(buildLimits({ maxJobs: 6 }, room)).toMatchObject({ realisations: 1, maxJobs: 6 });
  });

  test.each([
    [{ chunkSize: 0 }, '--chunk-size is a whole number from 1 to 1000, not 0'],
    [{ chunkSize: 1001 }, '--chunk-size'],
    [{ evalWorkers: 0 }, '--eval-workers is a whole number from 1 to 256, not 0'],
    [{ evalWorkers: 257 }, '--eval-workers'],
    [{ evalMemoryMib: 0 }, '--eval-memory is a whole number from 1 to 1048576, not 0'],
    [{ evalMemoryMib: 1e9 }, '--eval-memory'],
    [{ maxJobs: 0 }, '--max-jobs is a whole number from 1 to 1024, not 0'],
    [{ maxJobs: 1025 }, '--max-jobs'],
    [{ pushJobs: -1 }, '--push-jobs is a whole number from 1 to 256, not -1'],
    [{ pushJobs: 1.5 }, '--push-jobs'],
  ])('refuse %j', (asked, expected) => {
    expect(() => buildLimits(asked, room)).toThrow(expected);
  });

  test('know a machine that has something', () => {
    const { processors, memoryMib } = roomHere();
    expect(processors).toBeGreaterThan(0);
    expect(memoryMib).toBeGreaterThan(0);
  });
});

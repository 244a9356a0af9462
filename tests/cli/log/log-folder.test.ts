import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiredLogs, logFileName, logFolder, logsAmong } from '../../../cli/log/log-folder.ts';

const DAY = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-06-01T00:00:00Z');
const file = (daysAgo: number, operation: string, n = 0) =>
  logFileName(new Date(now - daysAgo * DAY - n * 1000), operation, '0abc');

describe('the folder of operation logs', () => {
  test.each([
    [{}, '/home/ops/.local/state/nixfleet/logs'],
    [{ XDG_STATE_HOME: '/var/ops' }, '/var/ops/nixfleet/logs'],
    [{ XDG_STATE_HOME: 'relative' }, '/home/ops/.local/state/nixfleet/logs'],
  ])('with %j is %s', (env, expected) => {
    expect(logFolder(env, '/home/ops')).toBe(expected);
  });

  test('is nowhere without a home', () => {
    expect(logFolder({}, undefined)).toBeUndefined();
    expect(logFolder({ XDG_STATE_HOME: '/var/ops' }, undefined)).toBe('/var/ops/nixfleet/logs');
  });

  test('has logs by the time and the operation in their names, newest first, and takes no other file for one', () => {
    const files = [
      '20260418T163900Z_deploy-1f40abc.jsonl',
      'notes.txt',
      '20260418T163901Z_release-create.jsonl',
      'x.jsonl',
    ];
    expect(logsAmong(files)).toEqual([
      {
        name: '20260418T163901Z_release-create',
        startedAt: Date.parse('2026-04-18T16:39:01Z'),
        operation: 'release-create',
      },
      {
        name: '20260418T163900Z_deploy-1f40abc',
        startedAt: Date.parse('2026-04-18T16:39:00.500Z'),
        operation: 'deploy',
      },
    ]);
  });
});

describe('operation logs that are no longer kept', () => {
  const expired = (files: readonly string[]) => expiredLogs(logsAmong(files), now).map(({ name }) => `${name}.jsonl`);

  test('are those older than 90 days', () => {
    expect(expired([file(89, 'deploy'), file(91, 'deploy')])).toEqual([file(91, 'deploy')]);
  });

  test('are those past the newest 500', () => {
    const files = Array.from({ length: 503 }, (_, n) => file(1, 'deploy', n));
    expect(expired(files)).toEqual(files.slice(500));
  });

  test('are those of looking before those of doing', () => {
    const looks = Array.from({ length: 600 }, (_, n) => file(0, 'rollout-status', n));
    expect(expired([...looks, file(2, 'deploy')])).toEqual(looks.slice(50));
  });

  test('are never newer than one that is kept of the same operation', () => {
    const operations = fc.constantFrom('deploy', 'rollout-status', 'release-create');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(120), operations, fc.nat(1000)), { maxLength: 700 }), (made) => {
        const logs = logsAmong([...new Set(made.map(([days, operation, n]) => file(days, operation, n)))]);
        const gone = new Set(expiredLogs(logs, now));
        for (const operation of ['deploy', 'rollout-status', 'release-create']) {
          const own = logs.filter((log) => log.operation === operation);
          const first = own.findIndex((log) => gone.has(log));
          if (first !== -1) expect(own.slice(first).every((log) => gone.has(log))).toBe(true);
        }
        expect(logs.length - gone.size).toBeLessThanOrEqual(500);
      }),
      { numRuns: 30 },
    );
  });
});

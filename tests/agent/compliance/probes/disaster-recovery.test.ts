import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';

const PROFILES = '/nix/var/nix/profiles';
const TESTS = '/var/lib/nixfleet-compliance/recovery-tests.json';
const RESTORED = { at: '2026-04-01T10:00:00Z', kind: 'restore', seconds: 5400 };

/** Generations from `first` on, a day apart, the newest a day old. */
function generations(count: number, first = 1): MachineParts {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const of = (number: number) => `/nix/store/${String(number).padStart(32, '0')}-nixos-system-web-01`;
  const link = (number: number) => `${PROFILES}/system-${number}-link`;
  return {
    directories: numbers.map(of),
    links: {
      ...Object.fromEntries(numbers.map((number) => [link(number), of(number)])),
      [`${PROFILES}/system`]: `system-${first + count - 1}-link`,
    },
    changed: Object.fromEntries(numbers.map((number, index) => [link(number), NOON - (count - index) * DAY])),
  };
}

const probed = (parts: MachineParts, tests: unknown = [RESTORED], options: object = {}) =>
  runProbe(
    'disaster-recovery',
    options,
    aMachine({ ...parts, files: { '/proc/uptime': '7300.12 1.0\n', [TESTS]: JSON.stringify(tests) } }),
  );

describe('the probe of disaster recovery', () => {
  test('passes a machine with enough generations and a test in time', async () => {
    expect(await probed(generations(5, 40))).toEqual({
      generations_count: 5,
      meets_min_generations: true,
      machine_is_new: false,
      newest_generation_age_hours: 24,
      oldest_generation_age_days: 5,
      rto_target: '24h',
      last_test_at: '2026-04-01T10:00:00Z',
      last_test_age_days: 19.1,
      last_test_kind: 'restore',
      last_test_seconds: 5400,
      last_test_within_rto: true,
      tests_problem: null,
      system_uptime_hours: 2,
      compliant: true,
      findings: [],
    });
  });

  test('fails one whose generations were collected', async () => {
    const { findings } = await probed(generations(2, 40));
    expect(findings).toEqual([{ id: 'generations', text: expect.stringMatching(/^2 generations .* 5 .*nix\.gc/) }]);
  });

  test('takes no machine for new whose first system a wrong clock has dated', async () => {
    const parts = generations(2);
    const ahead = { ...parts.changed, [`${PROFILES}/system-1-link`]: NOON + 400 * DAY };
    expect(await probed({ ...parts, changed: ahead })).toMatchObject({ machine_is_new: false, compliant: false });
  });

  test('lets a new machine have as many as it could have, and says that it is new', async () => {
    expect(await probed(generations(2))).toMatchObject({ machine_is_new: true, compliant: true, generations_count: 2 });
  });

  test('lets no machine be new for ever', async () => {
    const young = generations(2);
    const changed = { ...young.changed, [`${PROFILES}/system-1-link`]: NOON - 31 * DAY };
    expect(await probed({ ...young, changed })).toMatchObject({ machine_is_new: false, compliant: false });
  });

  test('counts no generation whose system is gone', async () => {
    const { directories = [], ...parts } = generations(5, 40);
    const { findings } = await probed({ ...parts, directories: directories.slice(1) });
    expect(findings.map(({ id }) => id)).toEqual(['generations']);
  });

  test('fails a machine without any', async () => {
    expect((await probed({})).findings.map(({ id }) => id)).toEqual(['generations']);
  });

  test.each([
    ['never was restored', [], ['recovery-test', 'recovery-time']],
    [
      'was only rolled back, which restores nothing',
      [{ ...RESTORED, kind: 'rollback' }],
      ['recovery-test', 'recovery-time'],
    ],
    ['was restored too long ago', [{ ...RESTORED, at: '2026-01-01T10:00:00Z' }], ['recovery-test']],
    ['took longer than the objective', [{ ...RESTORED, seconds: 86_401 }], ['recovery-time']],
    [
      'took longer the last time',
      [
        { ...RESTORED, seconds: 86_401 },
        { ...RESTORED, at: '2026-02-01T10:00:00Z' },
      ],
      ['recovery-time'],
    ],
    ['has a record of the future', [{ ...RESTORED, at: '2027-01-01T10:00:00Z' }], ['recovery-test', 'recovery-time']],
    ['has a record without a duration', [{ at: RESTORED.at, kind: 'restore' }], ['recovery-test', 'recovery-time']],
    ['has no list', { ...RESTORED }, ['recovery-test', 'recovery-time']],
  ])('fails one that %s', async (_, tests, expected) => {
    expect((await probed(generations(5, 40), tests)).findings.map(({ id }) => id)).toEqual(expected);
  });

  test('holds the last test against objective and interval as they are set', async () => {
    const options = { rtoTarget: '90min', testInterval: 'monthly' };
    expect((await probed(generations(5, 40), [RESTORED], options)).findings).toEqual([]);
    const late = { rtoTarget: '1h', testInterval: 'weekly' };
    const { findings } = await probed(generations(5, 40), [RESTORED], late);
    expect(findings.map(({ id }) => id)).toEqual(['recovery-test', 'recovery-time']);
  });

  test('refuses an objective that is no time', async () => {
    await expect(probed(generations(5), [], { rtoTarget: 'soon' })).rejects.toThrow('rtoTarget');
  });

  test('says what is wrong with a record that is no JSON', async () => {
    const machine = aMachine({ ...generations(5), files: { [TESTS]: 'at 10 o’clock' } });
    const { findings } = await runProbe('disaster-recovery', {}, machine);
    expect(findings[0]?.text).toContain(`${TESTS}: it is no JSON`);
  });
});

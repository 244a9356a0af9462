import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, NOON } from '../a-machine.ts';
import { systemctlWith, type UnitProperties } from '../a-systemctl.ts';

const HOUR = 60 * 60 * 1000;
const [STATUS, VERIFY] = ['/var/lib/nixfleet-backup/status.json', '/var/lib/nixfleet-backup/verify.json'];

const time = (hoursAgo: number) => new Date(NOON - hoursAgo * HOUR).toISOString().replace('.000Z', 'Z');

/** A record as nix/scopes/backup/scripts/record.sh writes it. */
const record = (status: 'success' | 'failure', succeeded: number | null) =>
  JSON.stringify({
    lastRun: time(1),
    status,
    hostname: 'web-01',
    lastSuccess: succeeded === null ? null : time(succeeded),
    result: status === 'success' ? 'success' : 'exit-code',
    message: 'A snapshot was made, and old ones were removed.',
  });

const WAITING: UnitProperties = { ActiveState: 'active', SubState: 'waiting' };
/** A service whose last run ended some hours ago. */
const ended = (hoursAgo: number, result = 'success'): UnitProperties => ({
  Result: result,
  ExecMainExitTimestamp: `Mon ${time(hoursAgo).replace('T', ' ').replace('Z', ' UTC')}`,
});
const OURS = { 'nixfleet-backup.timer': WAITING, 'nixfleet-backup.service': ended(10) };

interface Parts {
  readonly units?: Readonly<Record<string, UnitProperties>>;
  readonly status?: string | undefined;
  readonly verify?: string | undefined;
  readonly tests?: string;
  /** What journalctl prints. */
  readonly journal?: string;
}

/** The machine of the backup scope, all well, unless told otherwise. */
function theMachine(parts: Parts = {}) {
  const { units = OURS, journal = '' } = parts;
  const { status = record('success', 10), verify = record('success', 50) } = parts;
  const timers = Object.entries(units).filter(([name]) => name.endsWith('.timer'));
  const listed = timers.map(
    ([name, { ActiveState }]) => `echo '${name} loaded ${ActiveState ?? 'inactive'} waiting When'`,
  );
  const script = systemctlWith(units).replace(
    '#!/bin/sh\n',
    `#!/bin/sh\nif [ "$1" = list-units ]; then ${['true', ...listed].join('; ')}; exit; fi\n`,
  );
  return aMachine({
    files: {
      ...(status !== '' && { [STATUS]: status }),
      ...(verify !== '' && { [VERIFY]: verify }),
      ...(parts.tests !== undefined && { '/var/lib/nixfleet-compliance/recovery-tests.json': parts.tests }),
    },
    programs: { systemctl: script, journalctl: journal },
  });
}

const KEPT = { keptDays: 365 };
const probed = (parts: Parts = {}, options: object = KEPT) => runProbe('backup-retention', options, theMachine(parts));
const wrong = async (parts: Parts = {}, options: object = KEPT) =>
  (await probed(parts, options)).findings.map(({ id, text }) => `${id}: ${text}`);

describe('the probe of backups', () => {
  test('passes a machine whose backups succeed, are kept long enough and are proven', async () => {
    expect(await probed()).toEqual({
      backup_service_exists: true,
      backup_timer_active: true,
      backup_jobs: [
        { timer: 'nixfleet-backup.timer', active: true, last_result: 'success', last_success_age_hours: 10 },
      ],
      last_backup_age_hours: 10,
      last_backup_run_failed: false,
      retention_policy_days: 365,
      kept_days: 365,
      last_verification_age_hours: 50,
      last_verification_failed: false,
      recovery_tests_problem: null,
      compliant: true,
      findings: [],
    });
  });

  test('finds all that a machine without backups lacks', async () => {
    expect(await wrong({ units: {}, status: '', verify: '' }, {})).toEqual([
      expect.stringMatching(/^backup-exists: nothing backs this machine up: set nixfleet\.backup\.enable = true/),
      'backup-age: no backup is known to have succeeded',
      expect.stringMatching(/^retention: how long backups are kept is not known: set/),
      expect.stringMatching(/^verification: no backup is known to have been restored to prove it: set/),
    ]);
  });

  test('does not take a run that failed for a backup', async () => {
    expect(await wrong({ status: record('failure', null) })).toEqual([
      expect.stringMatching(/^backup-age: no backup is known to have succeeded; the last run failed \(journalctl -u/),
    ]);
    expect(await wrong({ status: record('failure', 72) })).toEqual([
      expect.stringMatching(
        /^backup-age: the last backup that succeeded is 72 h old, 48 h are allowed; the last run failed/,
      ),
    ]);
  });

  test('takes one failure for no harm while the last success is recent', async () => {
    const output = await probed({ status: record('failure', 30) });
    expect(output).toMatchObject({ compliant: true, last_backup_age_hours: 30, last_backup_run_failed: true });
  });

  test('does not believe in backups of the future', async () => {
    expect(await wrong({ status: record('success', -30) })).toEqual([
      expect.stringMatching(/^backup-age: the last backup is from the future \(30 h\)/),
    ]);
  });

  test.each([
    [{ keptDays: 180 }, /^retention: backups are kept 180 days, 365 are demanded: .*\(monthly = 12\)/],
    [
      { keptDays: 365, retentionDays: 730 },
      /^retention: backups are kept 365 days, 730 are demanded: .*\(monthly = 24\)/,
    ],
    [{ keptDays: null }, /^retention: how long backups are kept is not known/],
  ])('holds what is kept against what is demanded: %j', async (options, text) => {
    expect(await wrong({}, options)).toEqual([expect.stringMatching(text)]);
  });

  test.each([
    ['weekly', 7 * 24 + 23, 0],
    ['weekly', 7 * 24 + 25, 1],
    ['daily', 47, 0],
    ['daily', 50, 1],
    ['monthly', 31 * 24, 0],
  ])('wants a proof that is due %s to be no older than that and a day: %d h', async (verifyInterval, age, problems) => {
    const found = await wrong({ verify: record('success', age) }, { ...KEPT, verifyInterval });
    expect(found).toEqual(
      Array.from({ length: problems }, () =>
        expect.stringContaining(
          `verification: the last verification that succeeded is ${Math.floor(age / 24)} days old`,
        ),
      ),
    );
  });

  test('wants the timer to be active, and not only there', async () => {
    const units = { 'nixfleet-backup.timer': {}, 'nixfleet-backup.service': ended(10) };
    expect(await wrong({ units })).toEqual([
      expect.stringMatching(/^backup-exists: the timer nixfleet-backup.timer is there and not active/),
    ]);
  });

  test.each(['restic-backups-home', 'borgbackup-job-nas', 'borgmatic', 'btrbk-local', 'syncoid-rpool'])(
    'knows %s, and when it last succeeded',
    async (name) => {
      const units = { [`${name}.timer`]: WAITING, [`${name}.service`]: ended(20) };
      expect(await probed({ units, status: '' })).toMatchObject({ compliant: true, last_backup_age_hours: 20 });
      const failed = { ...units, [`${name}.service`]: ended(20, 'exit-code') };
      expect(await wrong({ units: failed, status: '' })).toEqual(['backup-age: no backup is known to have succeeded']);
    },
  );

  test('does not let a job that goes well hide one that fails', async () => {
    const units = {
      'restic-backups-etc.timer': WAITING,
      'restic-backups-etc.service': ended(1),
      'restic-backups-db.timer': WAITING,
      'restic-backups-db.service': ended(2, 'exit-code'),
    };
    expect(await wrong({ units, status: '' })).toEqual([
      'backup-age: restic-backups-db.timer: its last run failed (exit-code), and none of the last 48 h went well: journalctl -u restic-backups-db.service says why',
    ]);
    const journal = `case "$*" in *UNIT=restic-backups-db.service*) echo '{"__REALTIME_TIMESTAMP":"${(NOON - 26 * HOUR) * 1000}"}';; esac`;
    expect(await wrong({ units, status: '', journal })).toEqual([]);
  });

  test('lets a job come less often than another', async () => {
    const units = { ...OURS, 'borgmatic.timer': WAITING, 'borgmatic.service': ended(150) };
    expect(await wrong({ units })).toEqual([]);
  });

  test('does not take snapshots on the same disks for backups', async () => {
    const units = { 'sanoid.timer': WAITING, 'sanoid.service': ended(1) };
    expect(await wrong({ units, status: '' })).toHaveLength(2);
  });

  test('takes for a proof what somebody restored and noted', async () => {
    const drill = (kind: string) => JSON.stringify([{ at: time(60), kind, seconds: 600 }]);
    expect(await wrong({ verify: '', tests: drill('restore') })).toEqual([]);
    expect(await wrong({ verify: record('success', 400), tests: drill('restore') })).toEqual([]);
    expect(await wrong({ verify: '', tests: drill('rollback') })).toHaveLength(1);
    expect(await wrong({ verify: '', tests: 'restored it, was fine' })).toEqual([
      expect.stringMatching(/^verification: no backup is known to have been restored to prove it; .*recovery-tests/),
    ]);
  });

  test('takes no unit for a backup because of a word in its name, unless it is told so', async () => {
    const units = { 'backup-photos-index.timer': WAITING, 'backup-photos-index.service': ended(1) };
    const parts = { units, status: '' };
    expect(await wrong(parts)).toHaveLength(2);
    expect(await wrong(parts, { ...KEPT, timers: ['backup-photos-index.timer'] })).toEqual([]);
  });

  test('lets our own record decide where our own timer runs', async () => {
    const units = { ...OURS, 'borgmatic.timer': WAITING, 'borgmatic.service': ended(1) };
    expect(await wrong({ units, status: record('failure', 90) })).toHaveLength(1);
  });

  test('asks the journal for a success that systemd has forgotten', async () => {
    const units = { 'borgmatic.timer': WAITING, 'borgmatic.service': {} };
    const at = (NOON - 30 * HOUR) * 1000;
    // Only the question that is meant is answered.
    const journal = `case "$*" in *UNIT=borgmatic.service*7ad2d189f7e94e70a38c781354912448*) echo '{"__REALTIME_TIMESTAMP":"${at}","UNIT":"borgmatic.service"}';; esac`;
    const { findings, last_backup_age_hours } = await probed({ units, status: '', journal });
    expect([findings, last_backup_age_hours]).toEqual([[], 30]);
  });

  test.each(['', '{', '{"status":"success","lastSuccess":"yesterday"}', '[]'])(
    'fails over a record that is none: %j',
    async (status) => {
      const machine = theMachine({ status: status || ' ' });
      await expect(runProbe('backup-retention', KEPT, machine)).rejects.toThrow(`${STATUS} is no record of a run`);
    },
  );

  test('fails where nobody knows of units', async () => {
    const machine = aMachine({ without: ['systemctl'] });
    await expect(runProbe('backup-retention', {}, machine)).rejects.toThrow('systemctl was not found');
  });

  test('says nothing of what the backup program said', async () => {
    const told = record('failure', 90).replace('A snapshot', 'rest:https://me:secret@nas A snapshot');
    expect(JSON.stringify(await probed({ status: told }))).not.toContain('secret');
  });
});

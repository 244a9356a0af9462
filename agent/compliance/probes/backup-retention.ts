import { Type } from 'typebox';
import { type BackupJob, observeBackupJobs, OWN_TIMER } from '../observe/backup-jobs.ts';
import { daysOf, Interval } from '../observe/interval.ts';
import { observeRecoveryTests, RECOVERY_TESTS } from '../observe/recovery-tests.ts';
import { observeRunRecord, type RunRecord } from '../observe/run-record.ts';
import { probe, type Problem } from '../probe.ts';

const HOUR = 60 * 60 * 1000;
const File = (of: string) => Type.String({ pattern: '^/', maxLength: 4096, default: of });

const Options = Type.Object({
  retentionDays: Type.Integer({ minimum: 1, default: 365 }),
  maxBackupAgeHours: Type.Integer({ minimum: 1, default: 48 }),
  verifyInterval: Type.String({ ...Interval, default: 'weekly' }),
  /** How long backups are kept in truth: nobody but the configuration knows. */
  keptDays: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], { default: null }),
  statusFile: File('/var/lib/nixfleet-backup/status.json'),
  verifyFile: File('/var/lib/nixfleet-backup/verify.json'),
  /** Where it is written down that somebody restored something. */
  recoveryTests: File(RECOVERY_TESTS),
  /** Further timers that are backups. */
  timers: Type.Array(Type.String({ pattern: '^[\\w@:.\\\\-]+\\.timer$', maxLength: 255 }), {
    default: [],
    maxItems: 64,
  }),
});

const MOST_NAMED = 10;

/** Whether backups are made, kept and proven: by when they last succeeded, and not by what ran or lies about. */
export const backupRetention = probe({
  control: 'backup-retention',
  options: Options,

  async observe(machine, { retentionDays, keptDays, statusFile, verifyFile, recoveryTests, timers }) {
    const jobs = await observeBackupJobs(machine, timers);
    const record = await observeRunRecord(machine, statusFile);
    const verified = await observeRunRecord(machine, verifyFile);
    const { tests, problem } = await observeRecoveryTests(machine, recoveryTests);
    const drill = tests.findLast(({ kind }) => kind === 'restore');
    const age = (at: number | undefined) => (at === undefined ? null : tenths((machine.now - at) / HOUR));
    return {
      backup_service_exists: jobs.length > 0,
      backup_timer_active: jobs.some(({ isActive }) => isActive),
      backup_jobs: jobs.map((job) => ({
        timer: job.timer,
        active: job.isActive,
        last_result: job.lastResult ?? null,
        last_success_age_hours: age(
          job.timer === OWN_TIMER ? (record?.succeededAt ?? job.succeededAt) : job.succeededAt,
        ),
      })),
      last_backup_age_hours: age(lastSuccess(jobs, record)),
      last_backup_run_failed: record !== undefined && !record.wasSuccess,
      retention_policy_days: retentionDays,
      kept_days: keptDays,
      last_verification_age_hours: age(newest([verified?.succeededAt, drill?.endedAt])),
      last_verification_failed: verified !== undefined && !verified.wasSuccess,
      recovery_tests_problem: problem ?? null,
    };
  },

  judge(seen, options) {
    const problems: Problem[] = [];
    if (!seen.backup_timer_active) problems.push({ id: 'backup-exists', text: absence(seen.backup_jobs) });
    const age = ageProblem(seen.last_backup_age_hours, seen.last_backup_run_failed, options.maxBackupAgeHours);
    if (age !== undefined) problems.push({ id: 'backup-age', text: age });
    else problems.push(...failedJobs(seen.backup_jobs, options.maxBackupAgeHours));
    const kept = keptProblem(seen.kept_days, options.retentionDays);
    if (kept !== undefined) problems.push({ id: 'retention', text: kept });
    const proof = proofProblem(seen, options.verifyInterval);
    if (proof !== undefined) problems.push({ id: 'verification', text: proof });
    return problems;
  },
});

/** Our own record decides where our own timer runs; else whichever job succeeded last. */
function lastSuccess(jobs: readonly BackupJob[], record: RunRecord | undefined): number | undefined {
  const isOurs = jobs.some(({ timer, isActive }) => timer === OWN_TIMER && isActive);
  if (isOurs && record !== undefined) return record.succeededAt;
  return newest([record?.succeededAt, ...jobs.map(({ succeededAt }) => succeededAt)]);
}

function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

interface SeenJob {
  readonly timer: string;
  readonly active: boolean;
  readonly last_result: string | null;
  readonly last_success_age_hours: number | null;
}

/** One job that goes well is no backup of what another should save. */
function failedJobs(jobs: readonly SeenJob[], most: number): readonly Problem[] {
  const failed = jobs.filter(
    ({ active, last_result: result, last_success_age_hours: hours }) =>
      active && result !== null && result !== 'success' && (hours === null || hours > most),
  );
  return failed.slice(0, MOST_NAMED).map(({ timer, last_result: result }) => ({
    id: 'backup-age',
    text: `${timer}: its last run failed (${result}), and none of the last ${most} h went well: journalctl -u ${timer.replace(/\.timer$/, '.service')} says why`,
  }));
}

function absence(jobs: readonly { readonly timer: string }[]): string {
  const [first] = jobs;
  return first === undefined
    ? 'nothing backs this machine up: set nixfleet.backup.enable = true, or name the timer of what does in compliance.controls.backupRetention.timers'
    : `the timer ${first.timer} is there and not active, so no backup will be made: systemctl start ${first.timer}, and see why with systemctl status ${first.timer}`;
}

/** Clocks differ by minutes; a backup of tomorrow is none. */
const FUTURE_HOURS = -1;

function ageProblem(hours: number | null, hasFailed: boolean, most: number): string | undefined {
  const failed = hasFailed ? '; the last run failed (journalctl -u nixfleet-backup.service says why)' : '';
  if (hours === null) return `no backup is known to have succeeded${failed}`;
  if (hours < FUTURE_HOURS)
    return `the last backup is from the future (${-hours} h): the clock of the machine was or is wrong`;
  return hours > most ? `the last backup that succeeded is ${hours} h old, ${most} h are allowed${failed}` : undefined;
}

function keptProblem(days: number | null, least: number): string | undefined {
  if (days === null)
    return `how long backups are kept is not known: set compliance.controls.backupRetention.keptDays to what your backup program keeps (${least} days are demanded)`;
  return days < least
    ? `backups are kept ${days} days, ${least} are demanded: raise nixfleet.backup.retention (monthly = ${Math.ceil((least * 12) / 365)})`
    : undefined;
}

/** A day on top: a timer comes up to an hour late, and the verification takes its time. */
const GRACE_HOURS = 24;

interface SeenProof {
  readonly last_verification_age_hours: number | null;
  readonly last_verification_failed: boolean;
  readonly recovery_tests_problem: string | null;
}

function proofProblem(seen: SeenProof, interval: string): string | undefined {
  const { last_verification_age_hours: hours, recovery_tests_problem: unread } = seen;
  const failed = seen.last_verification_failed
    ? '; the last verification failed (journalctl -u nixfleet-backup-verify.service says why)'
    : '';
  const more = `${failed}${unread === null ? '' : `; ${unread}`}`;
  if (hours === null)
    return `no backup is known to have been restored to prove it${more}: set nixfleet.backup.verify.enable = true, or restore something and note it with nixfleet-compliance drill restore --minutes N`;
  if (hours < FUTURE_HOURS)
    return `the last verification is from the future (${-hours} h): the clock of the machine was or is wrong`;
  return hours > daysOf(interval) * 24 + GRACE_HOURS
    ? `the last verification that succeeded is ${Math.floor(hours / 24)} days old, and is due ${interval}${more}`
    : undefined;
}

const tenths = (hours: number): number => Math.round(hours * 10) / 10;

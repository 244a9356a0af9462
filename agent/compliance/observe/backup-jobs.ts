import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { observeUnits } from './units.ts';

/** Something that backs the machine up when its timer says so. */
export interface BackupJob {
  readonly timer: string;
  /** Whether the timer is waiting for its time. */
  readonly isActive: boolean;
  /** When its service last ended well (ms since the epoch); undefined: it is not known that it ever did. */
  readonly succeededAt: number | undefined;
  /** How the last run ended, `success` or what systemd calls it; undefined: none is known since the machine started. */
  readonly lastResult: string | undefined;
}

/** What the backup scope of NixFleet calls its timer. */
export const OWN_TIMER = 'nixfleet-backup.timer';

/**
 * The timers that NixOS' modules of programs for backups make. A unit with "backup" in its name may be anything, and snapshots
 * (sanoid) are lost with the disks that they are on.
 */
const KNOWN = /^(?:restic-backups-.+|borgbackup-job-.+|borgmatic|btrbk(?:-.+)?|syncoid(?:-.+)?)\.timer$/;

/** Whether a timer is one of a backup, by its name. */
export const isBackupTimer = (timer: string): boolean => timer === OWN_TIMER || KNOWN.test(timer);

/** The jobs that back the machine up; `others` are further timers that do. */
export async function observeBackupJobs(machine: Machine, others: readonly string[]): Promise<readonly BackupJob[]> {
  const timers = (await timersOf(machine)).filter((timer) => isBackupTimer(timer) || others.includes(timer));
  const units = await observeUnits(machine, timers);
  const services = await observeUnits(
    machine,
    timers.map((timer) => timer.replace(/\.timer$/, '.service')),
  );
  return await Promise.all(
    services.map(async (service, index) => ({
      timer: timers[index] ?? service.name,
      isActive: units[index]?.active === 'active',
      succeededAt: await successOf(machine, service),
      lastResult: service.endedAt === undefined ? undefined : service.result,
    })),
  );
}

async function timersOf(machine: Machine): Promise<readonly string[]> {
  const argv = [
    'systemctl',
    'list-units',
    '--type=timer',
    '--all',
    '--full',
    '--plain',
    '--no-legend',
    '--no-pager',
  ] as const;
  const said = await machine.ask(argv);
  if (said === undefined) throw new Error('systemctl was not found: what backs this machine up cannot be known');
  if (said.exitCode !== 0) throw new Error(`systemctl list-units failed: ${said.stderr.trim() || said.exitCode}`);
  return said.stdout
    .split('\n')
    .flatMap((line) => line.trim().split(/\s+/, 1))
    .filter((name) => name.endsWith('.timer'));
}

/** What systemd logs of a service that ended well (sd-messages.h). */
const ENDED_WELL = '7ad2d189f7e94e70a38c781354912448';
const Entry = Type.Object({ __REALTIME_TIMESTAMP: Type.String({ pattern: '^[0-9]{1,17}$' }) });

interface Service {
  readonly name: string;
  readonly result: string;
  readonly endedAt: number | undefined;
}

/** systemd forgets at a restart, and keeps the last run alone: before that only the journal knows. */
async function successOf(machine: Machine, { name, result, endedAt }: Service): Promise<number | undefined> {
  if (endedAt !== undefined && result === 'success') return endedAt;
  const fields = [`UNIT=${name}`, `MESSAGE_ID=${ENDED_WELL}`, '_PID=1'];
  const flags = ['--reverse', '--lines=1', '--output=json', '--output-fields=UNIT', '--quiet', '--no-pager'];
  const said = await machine.ask(['journalctl', ...flags, ...fields]);
  if (said?.exitCode !== 0 || said.stdout.trim() === '') return undefined;
  const entry: unknown = JSON.parse(said.stdout.trim());
  if (!Value.Check(Entry, entry)) return undefined;
  const { __REALTIME_TIMESTAMP: microseconds } = entry;
  return Math.round(Number(microseconds) / 1000);
}

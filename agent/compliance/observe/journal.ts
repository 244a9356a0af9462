import type { Machine } from '../machine.ts';
import { DAY } from './calendar-date.ts';
import { mountOf, mountsIn } from './mounts.ts';
import { secondsOf } from './time-span.ts';

/** How the journal is kept. */
export interface JournalView {
  /** `persistent`, `auto`, `volatile` or `none`, as configured. */
  readonly storage: string;
  /** It is written where it outlives a restart: there is such a place, which is no memory, and journald has written there. */
  readonly persistent: boolean;
  /** Entries that are older are thrown away; null: none for its age. */
  readonly retentionSeconds: number | null;
  /** Bytes of the persistent journal. */
  readonly diskUsage: number;
}

const PLACE = '/var/log/journal';
/** Whose last word wins, as journald itself reads its configuration and all drop-ins. */
const ASKED = ['cat-config', 'systemd/journald.conf'] as const;

/** How the journal of a machine is kept, by journald's configuration in force and what is on its disk. */
export async function observeJournal(machine: Machine): Promise<JournalView> {
  const settings = await journaldSettings(machine);
  const storage = settings.get('Storage') || 'auto';
  const files = await journalFiles(machine);
  const retention = settings.get('MaxRetentionSec') ?? '';
  return {
    storage,
    persistent: ['persistent', 'auto'].includes(storage) && files.length > 0 && !(await isInMemory(machine)),
    retentionSeconds: retention === '' ? null : secondsOf(retention) || null,
    diskUsage: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Why the journal is not kept for so many days; undefined: it is. */
export function journalShortfall(
  { storage, persistent, retentionSeconds }: Pick<JournalView, 'storage' | 'persistent' | 'retentionSeconds'>,
  days: number,
): string | undefined {
  if (!['persistent', 'auto'].includes(storage))
    return `the journal does not outlive a restart (Storage=${storage}): set services.journald.storage = "persistent"`;
  if (!persistent)
    return `the journal does not outlive a restart: there is none in ${PLACE}, or that is in memory (tmpfs). Set services.journald.storage = "persistent" and restart systemd-journald; where / is in memory, have ${PLACE} persist`;
  const keptDays = retentionSeconds === null ? Number.POSITIVE_INFINITY : (retentionSeconds * 1000) / DAY;
  if (keptDays >= days) return undefined;
  const kept = Math.floor(keptDays);
  return `the journal is kept for ${kept} days, ${days} are demanded: set MaxRetentionSec=${days}day in services.journald.extraConfig`;
}

/** Whether an entry can be read, the newest. */
export async function isJournalReadable(machine: Machine): Promise<boolean> {
  const answer = await machine.ask([
    'journalctl',
    ...below(machine),
    '--quiet',
    '--no-pager',
    '--lines=1',
    '--output=json',
  ]);
  return answer?.exitCode === 0 && answer.stdout.startsWith('{');
}

/** Since when the journal has entries (ms since the epoch); undefined: it has none, or that is not known. */
export async function journalReachesBackTo(machine: Machine): Promise<number | undefined> {
  const answer = await machine.ask(['journalctl', ...below(machine), '--quiet', '--no-pager', '--header']);
  const heads = [...(answer?.stdout ?? '').matchAll(/^Head realtime timestamp:.*\(([0-9a-f]+)\)$/gim)];
  const times = heads
    .map(([, microseconds = '']) => Math.floor(Number.parseInt(microseconds, 16) / 1000))
    .filter(Boolean);
  return times.length === 0 ? undefined : times.reduce((first, each) => Math.min(first, each));
}

const below = ({ root }: Machine): readonly string[] => (root === '/' ? [] : [`--root=${root}`]);

const IN_MEMORY = ['tmpfs', 'ramfs'];

/** A root in memory holds a place for the journal as well, unless it is mounted from a disk. */
async function isInMemory(machine: Machine): Promise<boolean> {
  const mounts = mountsIn((await machine.text('/proc/self/mountinfo')) ?? '');
  return IN_MEMORY.includes(mountOf(mounts, PLACE)?.type ?? '');
}

async function journaldSettings(machine: Machine): Promise<ReadonlyMap<string, string>> {
  const answer = await machine.ask(['systemd-analyze', ...below(machine), ...ASKED]);
  if (answer === undefined) throw new Error('systemd-analyze was not found: how the journal is kept cannot be known');
  // That there is no file at all is an answer: then all is as systemd comes.
  if (answer.exitCode !== 0 && !/not found|no such file/i.test(answer.stderr))
    throw new Error(`systemd-analyze ${ASKED.join(' ')} failed: ${answer.stderr.trim().slice(0, 1024)}`);
  const settings = new Map<string, string>();
  let section = '';
  for (const line of answer.stdout.split('\n').map((each) => each.trim())) {
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    section = name ?? section;
    const [, key, value = ''] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (section === 'Journal' && key !== undefined) settings.set(key, value);
  }
  return settings;
}

async function journalFiles(machine: Machine): Promise<readonly { readonly bytes: number }[]> {
  const folders = (await machine.names(PLACE)) ?? [];
  const files = await Promise.all(
    folders.map(async (folder) =>
      ((await machine.names(`${PLACE}/${folder}`)) ?? [])
        .filter((name) => /\.journal~?$/.test(name))
        .map((name) => `${PLACE}/${folder}/${name}`),
    ),
  );
  const facts = await Promise.all(files.flat().map((file) => machine.facts(file)));
  return facts.flatMap((each) => (each?.isFile === true ? each : []));
}

import { type Static, Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { AHEAD_MS, ageInDays, DAY, isoTime } from '../observe/calendar-date.ts';
import { observeGenerations, type SystemGeneration } from '../observe/generations.ts';
import { daysOf, Interval } from '../observe/interval.ts';
import { observeRecoveryTests, RECOVERY_TESTS } from '../observe/recovery-tests.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  minGenerations: Type.Integer({ minimum: 1, default: 5 }),
  rtoTarget: Type.String({ pattern: '^[1-9][0-9]{0,3}(min|h|d)$', default: '24h' }),
  testInterval: Type.String({ ...Interval, default: 'quarterly' }),
  recoveryTests: Type.String({ pattern: '^/', default: RECOVERY_TESTS }),
});
type Given = Static<typeof Options>;

const SECONDS: Readonly<Record<string, number>> = { min: 60, h: 3600, d: 86_400 };
/** So long a machine may have fewer generations than demanded: it could not have had them. */
const NEW_DAYS = 30;

/** Whether there are systems to go back to, and whether somebody has shown that recovery works, and in time. */
export const disasterRecovery = probe({
  control: 'disaster-recovery',
  options: Options,
  observe: seenOn,

  judge: (seen, options) => [...generationProblems(seen, options), ...testProblems(seen, options)],
});

type Seen = Awaited<ReturnType<typeof seenOn>>;

async function seenOn(machine: Machine, options: Given) {
  const { all } = await observeGenerations(machine);
  const usable = await stillThere(machine, all);
  const [oldest, newest] = [usable.at(0), usable.at(-1)];
  const { tests, problem } = await observeRecoveryTests(machine, options.recoveryTests);
  // Going back a generation restores nothing that was lost.
  const last = tests.findLast(({ kind }) => kind !== 'rollback');
  const target = targetSeconds(options.rtoTarget);
  return {
    generations_count: usable.length,
    meets_min_generations: usable.length >= options.minGenerations,
    // The first one is still there, and young: nothing was collected, there was no time for more.
    machine_is_new: oldest?.number === 1 && isNew(oldest.madeAt, machine.now),
    newest_generation_age_hours: newest === undefined ? null : Math.round((machine.now - newest.madeAt) / 3_600_000),
    oldest_generation_age_days: ageInDays(oldest?.madeAt, machine.now),
    rto_target: options.rtoTarget,
    last_test_at: isoTime(last?.endedAt),
    last_test_age_days: ageInDays(last?.endedAt, machine.now),
    last_test_kind: last?.kind ?? null,
    last_test_seconds: last?.seconds ?? null,
    last_test_within_rto: last === undefined ? null : last.seconds <= target,
    tests_problem: problem ?? null,
    system_uptime_hours: await uptimeHours(machine),
  };
}

/** A link from the future was made under a wrong clock, and would be new for years. */
const isNew = (madeAt: number, now: number): boolean => madeAt <= now + AHEAD_MS && now - madeAt <= NEW_DAYS * DAY;

/** Generations whose system is in the store: a link to nothing leads nowhere back. */
async function stillThere(machine: Machine, all: readonly SystemGeneration[]): Promise<readonly SystemGeneration[]> {
  const found = await Promise.all(all.map(({ path }) => machine.facts(path)));
  return all.filter((_, index) => found[index] !== undefined);
}

async function uptimeHours(machine: Machine): Promise<number | null> {
  const seconds = Number.parseFloat((await machine.text('/proc/uptime')) ?? '');
  return Number.isFinite(seconds) ? Math.floor(seconds / 3600) : null;
}

function generationProblems(seen: Seen, { minGenerations }: Given): Problem[] {
  const { generations_count: count } = seen;
  if (seen.meets_min_generations || (seen.machine_is_new && count > 0)) return [];
  const kept = count === 1 ? '1 generation of the system is' : `${count} generations of the system are`;
  const what = `${kept} here, ${minGenerations} are demanded`;
  return [{ id: 'generations', text: `${what}: keep them longer (nix.gc.options), and do not remove them by hand` }];
}

function testProblems(seen: Seen, { recoveryTests, testInterval, rtoTarget }: Given): Problem[] {
  const where = recoveryTests === RECOVERY_TESTS ? '' : ` --file ${recoveryTests}`;
  const how = `restore its data or rebuild it once, and note it on the machine: nixfleet-compliance drill restore --minutes 90${where}`;
  const { last_test_seconds: seconds, last_test_age_days: age, tests_problem: problem } = seen;
  if (problem !== null) {
    const text = `the record of recovery tests cannot be used: ${problem.slice(0, 400)}`;
    return [
      { id: 'recovery-test', text },
      { id: 'recovery-time', text },
    ];
  }
  if (seconds === null || age === null) {
    return [
      { id: 'recovery-test', text: `no recovery test is on record: ${how}` },
      { id: 'recovery-time', text: `nobody has shown that recovery takes at most ${rtoTarget}: ${how}` },
    ];
  }
  const problems: Problem[] = [];
  if (age > daysOf(testInterval)) {
    problems.push({
      id: 'recovery-test',
      text: `recovery was last tested ${age} days ago, and it is to be ${testInterval}: ${how}`,
    });
  }
  if (seconds > targetSeconds(rtoTarget)) {
    problems.push({
      id: 'recovery-time',
      text: `the last recovery took ${Math.ceil(seconds / 60)} min, the objective is ${rtoTarget} (compliance.controls.disasterRecovery.rtoTarget): make it faster and test again`,
    });
  }
  return problems;
}

function targetSeconds(target: string): number {
  const [, count, unit = ''] = /^(\d+)(min|h|d)$/.exec(target) ?? [];
  return Number(count) * (SECONDS[unit] ?? Number.NaN);
}

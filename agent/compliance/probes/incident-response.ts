import { Type } from 'typebox';
import type { Machine } from '../machine.ts';
import { AHEAD_MS, DAY } from '../observe/calendar-date.ts';
import { observeGenerations, type SystemGenerations } from '../observe/generations.ts';
import { daysOf, Interval } from '../observe/interval.ts';
import { isJournalReadable, journalShortfall, observeJournal } from '../observe/journal.ts';
import { RECOVERY_TESTS } from '../observe/recovery-tests.ts';
import { observeRollbacks } from '../observe/rollbacks.ts';
import { probe, type Problem } from '../probe.ts';

const Path = Type.String({ pattern: '^/', maxLength: 1024 });
const IncidentResponseOptions = Type.Object({
  /** Null: going back need not be tested. */
  rollbackTestInterval: Type.Union([Interval, Type.Null()], { default: 'monthly' }),
  alertRetentionDays: Type.Integer({ minimum: 1, default: 365 }),
  recoveryTests: Type.Optional(Path),
  /** Null: no agent of NixFleet. */
  agentDatabase: Type.Union([Path, Type.Null()], { default: '/var/lib/nixfleet/state.db' }),
});

/** Whether what happened can be read, and a bad change be taken back: now, and proven lately. */
export const incidentResponse = probe({
  control: 'incident-response',
  options: IncidentResponseOptions,

  async observe(machine, { recoveryTests = RECOVERY_TESTS, agentDatabase }) {
    const generations = await observeGenerations(machine);
    const rollbacks = await observeRollbacks(machine, generations, { recoveryTests, agentDatabase });
    const journal = await observeJournal(machine);
    const days = (at: number | undefined) => (at === undefined ? null : Math.floor((machine.now - at) / DAY));
    return {
      nixos_generations_available: generations.all.length,
      current_generation: generations.current?.number ?? null,
      oldest_generation_days: days(generations.all[0]?.madeAt),
      rollback_available: await canGoBack(machine, generations),
      first_system: isFirstSystem(generations),
      machine_age_days: days(firstMadeAt(generations, machine.now)),
      last_rollback_days: days(rollbacks.last?.at),
      last_rollback_source: rollbacks.last?.source ?? null,
      rollback_problems: rollbacks.problems,
      journal_available: await isJournalReadable(machine),
      journal_storage: journal.storage,
      journal_persistent: journal.persistent,
      journal_retention_seconds: journal.retentionSeconds,
    };
  },

  judge(seen, { rollbackTestInterval, alertRetentionDays }) {
    const problems: Problem[] = [];
    if (!seen.journal_available) {
      problems.push({
        id: 'journal',
        text: 'the journal cannot be read: look at systemctl status systemd-journald, and whether this runs as root',
      });
    }
    if (!seen.rollback_available && !seen.first_system) {
      problems.push({
        id: 'rollback',
        text:
          seen.current_generation === null
            ? 'this machine has no system of its own to go back to: /nix/var/nix/profiles/system names no generation. Where it is started from outside (an image, a MicroVM), go back there, and write an exception'
            : 'there is no system to go back to: all earlier generations are gone. Let the garbage collector keep some (nix.gc.options, boot.loader.*.configurationLimit)',
      });
    }
    const shortfall = journalShortfall(
      {
        storage: seen.journal_storage,
        persistent: seen.journal_persistent,
        retentionSeconds: seen.journal_retention_seconds,
      },
      alertRetentionDays,
    );
    if (shortfall !== undefined) problems.push({ id: 'alert-retention', text: shortfall });
    return rollbackTestInterval === null ? problems : [...problems, ...testProblems(seen, rollbackTestInterval)];
  },
});

interface TestsSeen {
  readonly last_rollback_days: number | null;
  readonly machine_age_days: number | null;
  readonly rollback_problems: readonly string[];
}

function testProblems(seen: TestsSeen, interval: string): readonly Problem[] {
  const limit = daysOf(interval);
  const last = seen.last_rollback_days;
  if (last !== null && last <= limit) return [];
  // A machine that was not there yet could not have been tested; it gets as long as the others have.
  if (last === null && seen.machine_age_days !== null && seen.machine_age_days <= limit) return [];
  const is =
    last === null
      ? 'going back was never tested, as far as is known here'
      : `going back was last tested ${last} days ago`;
  const unread =
    seen.rollback_problems.length === 0 ? '' : ` (not readable: ${seen.rollback_problems.join('; ').slice(0, 300)})`;
  const how = 'go back once, and write it down: nixfleet-compliance drill rollback --minutes 5';
  return [{ id: 'rollback-test', text: `${is}, ${interval} is demanded${unread}: ${how}` }];
}

/** Some other system than the one that boots, and all of it is still in the store. */
async function canGoBack(machine: Machine, { all, current }: SystemGenerations): Promise<boolean> {
  const others = all.filter(({ path }) => path !== current?.path);
  const facts = await Promise.all(others.map(({ path }) => machine.facts(path)));
  return facts.some((each) => each !== undefined);
}

/** When a machine got its first system; undefined: that is gone, or dated by a wrong clock. */
function firstMadeAt({ all: [oldest] }: SystemGenerations, now: number): number | undefined {
  return oldest?.number === 1 && oldest.madeAt <= now + AHEAD_MS ? oldest.madeAt : undefined;
}

const isFirstSystem = ({ all }: SystemGenerations): boolean => all.length === 1 && all[0]?.number === 1;

import type { Machine } from '../machine.ts';
import { AHEAD_MS, isoTime } from './calendar-date.ts';
import type { SystemGenerations } from './generations.ts';
import { observeRecoveryTests } from './recovery-tests.ts';

/** When a machine went back to an earlier system for the last time, as far as anything here tells. */
export interface KnownRollback {
  /** ms since the epoch. */
  readonly at: number;
  /** Who tells of it. */
  readonly source: 'recovery-tests' | 'agent' | 'profile';
}

/** What is known of going back. */
export interface RollbackLog {
  readonly last: KnownRollback | undefined;
  /** What could have told of one and could not be read. */
  readonly problems: readonly string[];
}

/** Where those are that tell of it. */
export interface RollbackPlaces {
  readonly recoveryTests: string;
  /** Null: there is no agent. */
  readonly agentDatabase: string | null;
}

const PROFILE = '/nix/var/nix/profiles/system';

/**
 * The last time that a machine went back: by what an operator wrote down, by the agent's own history, and by a profile that names an
 * older generation than the newest right now.
 */
export async function observeRollbacks(
  machine: Machine,
  generations: SystemGenerations,
  { recoveryTests, agentDatabase }: RollbackPlaces,
): Promise<RollbackLog> {
  const log = await observeRecoveryTests(machine, recoveryTests);
  const written = log.tests.filter(({ kind }) => kind === 'rollback').at(-1)?.endedAt;
  const agent = agentDatabase === null ? {} : await agentRollback(machine, agentDatabase);
  const isBack = (generations.current?.number ?? 0) < (generations.all.at(-1)?.number ?? 0);
  const switched = generations.current && isBack ? await machine.linkMadeAt(PROFILE) : undefined;
  const all: readonly (readonly [KnownRollback['source'], number | undefined])[] = [
    ['recovery-tests', written],
    ['agent', agent.at],
    ['profile', switched],
  ];
  const known = all.flatMap(([source, at]) => (at === undefined ? [] : [{ source, at }]));
  // What a wrong clock has dated proves nothing, and would do so for years.
  const isToCome = ({ at }: KnownRollback) => at > machine.now + AHEAD_MS;
  const ahead = known.filter(isToCome).map(({ source, at }) => `${source}: ${isoTime(at)} is still to come`);
  return {
    last: known.filter((each) => !isToCome(each)).toSorted((a, b) => b.at - a.at)[0],
    problems: [log.problem, agent.problem, ...ahead].filter((problem) => problem !== undefined),
  };
}

async function agentRollback(machine: Machine, path: string): Promise<{ at?: number | undefined; problem?: string }> {
  if ((await machine.facts(path))?.isFile !== true) return {};
  try {
    // Only here: the program starts without SQLite where no probe asks for it.
    const { lastRollback } = await import('../../../services/store/last-rollback.ts');
    return { at: lastRollback(machine.path(path)) };
  } catch (error) {
    return { problem: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

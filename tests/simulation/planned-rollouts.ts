import type { CreateRollout } from '../../machines/model/rollout.ts';
import type { Dice } from '../scenarios/exploration/dice.ts';
import { type PlannedRollout, type Reaction, RELEASES } from './plan.ts';

/** The rollouts that operators make, and what they do with them. */
export function plannedRollouts(
  dice: Dice,
  machines: readonly string[],
  lengthMs: number,
): (PlannedRollout | Reaction)[] {
  const count = dice.one([1, 1, 2, 2, 3]);
  return Array.from({ length: count }, (_, index) => {
    const rollout: PlannedRollout = {
      kind: 'rollout',
      id: `rollout-${index + 1}`,
      at: 3_000 + dice.below(index === 0 ? 20_000 : lengthMs * 0.8),
      release: dice.one(['r1', ...RELEASES]),
      body: aBody(dice, machines),
      isKeyed: dice.is(0.5),
    };
    return [rollout, ...reactions(dice, rollout.id)];
  }).flat();
}

function aBody(dice: Dice, machines: readonly string[]): PlannedRollout['body'] {
  const target: CreateRollout['target'] = dice.is(0.3)
    ? { tags: [dice.one(['web', 'web', 'db'])] }
    : { hosts: dice.is(0.6) ? [...machines] : dice.is(0.3) ? ['web-*', 'nobody-*'] : dice.some(machines) };
  return {
    target,
    strategy: dice.one(['canary', 'staged', 'staged', 'all_at_once']),
    batch_sizes: dice.one([
      ['1', '50%', '100%'],
      ['2', '100%'],
      ['1', '1', '1', '100%'],
    ]),
    failure_threshold: dice.one(['0', '0', '0', '1', '50%', '100%']),
    on_failure: dice.one(['pause', 'revert']),
    health_timeout: dice.one([15, 30, 30, 45, 60, 90]),
    cache_url: dice.one([null, 'http://cache:5000']),
    soak_seconds: dice.one([null, null, null, 5, 20, 40]),
    success_threshold: dice.one([null, null, null, '1', '50%', '100%']),
    progress_deadline: dice.one([null, null, null, 20, 60, 180]),
    seed: dice.one([null, dice.below(2 ** 32)]),
    retry: dice.one([null, null, true]),
    supersede: dice.one([null, null, true]),
  };
}

/** Each kind of operator has its own patience; some have none. */
function reactions(dice: Dice, of: string): Reaction[] {
  const some: Reaction[] = [];
  const react = (on: Reaction['on'], what: Reaction['what'], patienceMs: number) => {
    const id = `${of}-${what.replace('Rollout', '')}-${some.length + 1}`;
    const after = dice.below(dice.one([3, patienceMs, patienceMs]));
    some.push({ kind: 'reaction', id, of, on, what, after, times: dice.one([1, 2, 3]) });
  };
  if (dice.is(0.65)) react('paused', 'resumeRollout', dice.one([2_000, 10_000, 30_000]));
  if (dice.is(0.15)) react('running', 'cancelRollout', dice.one([3, 60_000]));
  if (dice.is(0.12)) react('paused', 'cancelRollout', 60_000);
  if (dice.is(0.15)) react('failed', 'cancelRollout', 20_000);
  if (dice.is(0.3)) react('running', 'pauseRollout', dice.one([3, 10_000, 60_000]));
  if (dice.is(0.1)) react(dice.one(['completed', 'failed', 'cancelled']), 'deleteRollout', 40_000);
  return some;
}

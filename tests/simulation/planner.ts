import type { Dice } from '../scenarios/exploration/dice.ts';
import { diceFor } from './dice-for.ts';
import { type Item, type Malady, type Order, type Plan, type PlannedMachine, RELEASES } from './plan.ts';
import { plannedFaults } from './planned-faults.ts';
import { plannedRollouts } from './planned-rollouts.ts';

/** How long operators and faults are at it. */
const LENGTH_MS = 240_000;

/** The life that a seed has in store. */
export function planned(seed: number): Plan {
  const machines = plannedMachines(diceFor(seed, 'machines'));
  const ids = machines.map(({ id }) => id);
  const rollouts = plannedRollouts(diceFor(seed, 'rollouts'), ids, LENGTH_MS);
  const starts = rollouts.flatMap((item) => (item.kind === 'rollout' ? [item.at] : []));
  const sicknesses = maladies(diceFor(seed, 'maladies'), ids);
  const sick = sicknesses.map(({ machine }) => machine);
  const items: Item[] = [
    ...machines,
    ...sicknesses,
    ...rollouts,
    ...orders(diceFor(seed, 'orders'), ids, starts),
    ...plannedFaults(diceFor(seed, 'faults'), { machines: ids, sick, starts, lengthMs: LENGTH_MS }),
  ];
  return { seed, length: LENGTH_MS, items };
}

function plannedMachines(dice: Dice): PlannedMachine[] {
  const count = dice.one([3, 3, 4, 4, 5, 6, 8]);
  return Array.from({ length: count }, (_, index) => {
    const tag = dice.one(['web', 'web', 'db']);
    return {
      kind: 'machine',
      id: `${tag}-${index + 1}`,
      agent: dice.is(0.35) ? 'v0' : 'ours',
      lifecycle: dice.one(['active', 'active', 'active', 'active', 'maintenance', 'pending', 'provisioning', null]),
      tag,
      pollSeconds: dice.one([15, 30, 60]),
      healthSeconds: dice.one([20, 30, 60]),
      clockErrorMs: dice.is(0.3) ? (dice.below(7200) - 3600) * 1000 : 0,
      mode: dice.is(0.15) ? 'switch' : 'test-then-boot',
      drift: dice.is(0.2) ? 'correct' : 'report',
    };
  });
}

const SICKNESSES = [
  ...(['unfetchable', 'refuses', 'breaks', 'failing unit', 'ill', 'ill', 'flapping', 'slow', 'slow'] as const),
  ...(['hangs', 'needs reboot', 'needs reboot', 'cuts off', 'crashes'] as const),
];

function maladies(dice: Dice, machines: readonly string[]): Malady[] {
  return Array.from({ length: dice.one([0, 0, 1, 1, 2, 3]) }, (_, index) => {
    const isForGood = dice.is(0.6);
    const from = isForGood ? 0 : dice.below(LENGTH_MS);
    return {
      kind: 'malady',
      id: `malady-${index + 1}`,
      machine: dice.one(machines),
      release: dice.one(['r1', ...RELEASES]),
      what: dice.one(SICKNESSES),
      from,
      until: isForGood ? Number.MAX_SAFE_INTEGER : from + dice.below(120_000),
    };
  });
}

/** Half of them come while a rollout is under way. */
function orders(dice: Dice, machines: readonly string[], starts: readonly number[]): Order[] {
  return Array.from({ length: dice.one([0, 1, 1, 2, 3, 5]) }, (_, index) => ({
    kind: 'order',
    id: `order-${index + 1}`,
    at: dice.is(0.5) ? dice.one(starts) + dice.below(60_000) : 5_000 + dice.below(LENGTH_MS - 5_000),
    machine: dice.one(machines),
    does: anOrder(dice),
    isKeyed: dice.is(0.5),
  }));
}

function anOrder(dice: Dice): Order['does'] {
  const what = dice.one(['move', 'move', 'move', 'register', 'notify', 'notify', 'clear', 'delete', 'pin'] as const);
  switch (what) {
    case 'move':
      return { what, lifecycle: dice.one(['maintenance', 'maintenance', 'active', 'active', 'decommissioned']) };
    case 'register':
      return { what, lifecycle: dice.one(['active', 'maintenance', 'pending']) };
    case 'notify':
      return { what, release: dice.one(RELEASES) };
    case 'pin':
      return { what, tags: dice.one([[], ['web'], ['pinned', 'db']]) };
    default:
      return { what };
  }
}

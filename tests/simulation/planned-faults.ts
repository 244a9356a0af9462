import type { Dice } from '../scenarios/exploration/dice.ts';
import type { Fault, MachineFault, PlaneFault } from './plan.ts';

/** What faults are planned for. */
export interface Course {
  readonly machines: readonly string[];
  /** Machines on which something is wrong with a closure: only these roll back. */
  readonly sick: readonly string[];
  /** When rollouts start: most faults come while there is something to disturb. */
  readonly starts: readonly number[];
  readonly lengthMs: number;
}

/** What goes wrong in a life; in some nothing does. */
export function plannedFaults(dice: Dice, course: Course): Fault[] {
  const count = dice.one([0, 1, 2, 3, 4, 5, 6, 8]);
  return Array.from({ length: count }, (_, index) => {
    const id = `fault-${index + 1}`;
    const moment = aMoment(dice, course);
    if (dice.is(0.4)) return { kind: 'plane fault', id, at: moment, does: aPlaneFault(dice) };
    const does = aMachineFault(dice);
    // It waits for a state that comes up when machines are told.
    const at = does.what === 'kill' && course.starts.length > 0 && dice.is(0.75) ? dice.one(course.starts) : moment;
    const rollsBack = does.what === 'kill' && does.state === 'rolling_back' && course.sick.length > 0;
    return { kind: 'machine fault', id, at, machine: dice.one(rollsBack ? course.sick : course.machines), does };
  });
}

/** Some come at the very moment at which machines are being told. */
function aMoment(dice: Dice, { starts, lengthMs }: Course): number {
  const isNear = dice.is(0.75) && starts.length > 0;
  if (!isNear) return 5_000 + dice.below(Math.max(1, lengthMs - 5_000));
  return dice.one(starts) + dice.below(dice.one([3, 60_000, 60_000, 60_000]));
}

const FAR_MS = 600_000;
const aJump = (dice: Dice): number => dice.one([-FAR_MS, -40_000, -5_000, -300, 300, 5_000, 40_000, FAR_MS]);
const aWhile = (dice: Dice): number => dice.one([500, 3_000, 10_000, 30_000]);

const soon = (dice: Dice): number => dice.below(dice.one([1, 3, 12]));

function aPlaneFault(dice: Dice): PlaneFault {
  const what = dice.one(['crash', 'crash', 'crash', 'restart', 'jump', 'full disk', 'busy', 'busy'] as const);
  switch (what) {
    case 'crash':
      return { what, afterCommits: soon(dice), where: dice.one(['before', 'after']), downMs: aWhile(dice) };
    case 'restart':
      return { what, downMs: aWhile(dice) };
    case 'jump':
      return { what, byMs: aJump(dice) };
    case 'full disk':
      return { what, afterCommits: dice.below(3), commits: dice.one([1, 1, 2, 5, 12]) };
    case 'busy':
      return { what, forMs: 5_000 + dice.below(60_000), likelihood: dice.one([0.1, 0.5, 1]) };
  }
}

const STATES = [
  ...(['idle', 'checking', 'fetching', 'applying', 'verifying', 'rolling_back', 'reporting'] as const),
  ...(['fetching', 'applying', 'verifying', 'rolling_back', 'rolling_back'] as const),
];

/** Who stands still, or starts again, is in danger while somebody outside waits for it. */
function aBlow(dice: Dice): Omit<Extract<MachineFault, { what: 'kill' }>, 'what'> {
  const how = dice.one(['death', 'death', 'death', 'reboot', 'stall', 'stall'] as const);
  if (how === 'death')
    return { how, state: dice.one(STATES), afterMs: dice.one([0, 0, 50, 1_500]), downMs: aWhile(dice) };
  const state = dice.one(['applying', 'verifying', 'verifying', 'verifying', 'rolling_back'] as const);
  return { how, state, afterMs: dice.one([0, 50, 50, 1_500]), downMs: dice.one([3_000, 10_000, 30_000]) };
}

function aMachineFault(dice: Dice): MachineFault {
  const kinds = [
    'kill',
    'kill',
    'kill',
    'kill',
    'kill',
    'reboot',
    'lose database',
    'lose snapshot',
    'jump',
    'full disk',
    'network',
    'network',
    'network',
  ];
  const what = dice.one(kinds as MachineFault['what'][]);
  switch (what) {
    case 'kill':
      return { what, ...aBlow(dice) };
    case 'reboot':
    case 'lose database':
    case 'lose snapshot':
      return { what, downMs: aWhile(dice) };
    case 'jump':
      return { what, byMs: aJump(dice) };
    case 'full disk':
      return { what, commits: dice.one([1, 2, 5]) };
    case 'network':
      return { what, forMs: 5_000 + dice.below(90_000), ...aWeather(dice) };
  }
}

const aWeather = (dice: Dice) => ({
  lost: dice.one([0, 0.1, 0.5, 1]),
  unanswered: dice.one([0, 0.1, 0.5]),
  doubled: dice.one([0, 0.3, 0.6]),
  late: dice.one([0, 0.2, 0.5]),
});

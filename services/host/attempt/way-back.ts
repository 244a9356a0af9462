import { type DeadManOrder, type StepName } from './order.ts';

/** What is still to be done until a machine is where it was. */
export interface Debts {
  /** What ran has to be activated: also when it runs, if a switch had begun, which may have stopped its units. */
  readonly activation: boolean;
  /** The boot entry may name another closure than the profile did. */
  readonly boot: boolean;
}

/** What a machine shows. */
export interface Place {
  readonly running: string;
  readonly profile: string | null;
}

/** One thing to do on the way back. */
export type BackStep =
  | { readonly is: 'profile'; readonly path: string }
  | {
      readonly is: 'activation';
      readonly path: string;
      readonly step: StepName;
      readonly pays: readonly (keyof Debts)[];
    };

type Order = Pick<DeadManOrder, 'previous' | 'profile' | 'mode' | 'platform'>;

/** What a machine owes when the way back begins. */
export const debtsOf = (order: Order, { running, profile }: Place, hasBegun: boolean): Debts => ({
  activation: hasBegun || running !== order.previous,
  boot: order.platform === 'linux' && isChanged(order, profile),
});

/**
 * The way back from here. What ran comes first; in the mode `switch` the profile does, as there, so that a crash on the way
 * boots what ran. A profile that nobody has changed is left alone, and so is the boot entry.
 */
export function wayBack(order: Order, { profile }: Place, debts: Debts): readonly BackStep[] {
  const restored = order.profile ?? '';
  const setProfile: BackStep[] = isChanged(order, profile) ? [{ is: 'profile', path: restored }] : [];
  const boot: BackStep[] = debts.boot ? [{ is: 'activation', path: restored, step: 'boot', pays: ['boot'] }] : [];
  const activation: BackStep[] = debts.activation
    ? [{ is: 'activation', path: order.previous, step: 'test', pays: ['activation'] }]
    : [];
  if (order.mode !== 'switch') return [...activation, ...setProfile, ...boot];
  const isOne = debts.activation && restored === order.previous;
  const both: BackStep = { is: 'activation', path: restored, step: 'switch', pays: ['activation', 'boot'] };
  return isOne ? [...setProfile, both] : [...setProfile, ...activation, ...boot];
}

/** The debts that are left when a step has worked. */
export function paid(debts: Debts, step: BackStep): Debts {
  if (step.is === 'profile') return debts;
  return {
    activation: debts.activation && !step.pays.includes('activation'),
    boot: debts.boot && !step.pays.includes('boot'),
  };
}

/** Whether a machine is where it was. */
export const isBack = (order: Order, { running, profile }: Place, debts: Debts): boolean =>
  running === order.previous && !isChanged(order, profile) && !debts.activation && !debts.boot;

/** Exit codes of a switch that has run to its end: failed units and snippets are for probes to judge. */
const RAN = new Set([0, 2, 4]);

/** Whether a step has done what it is for. */
export const hasWorked = (step: BackStep, exitCode: number): boolean =>
  step.is === 'activation' && step.step !== 'boot' ? RAN.has(exitCode) : exitCode === 0;

const isChanged = (order: Order, profile: string | null): boolean =>
  order.profile !== null && profile !== order.profile;

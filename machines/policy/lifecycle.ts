import type { Lifecycle } from '../model/machine.ts';

const MOVES: Readonly<Record<Lifecycle, readonly Lifecycle[]>> = {
  pending: ['provisioning', 'active', 'decommissioned'],
  provisioning: ['pending', 'active'],
  active: ['maintenance', 'decommissioned'],
  maintenance: ['active', 'decommissioned'],
  decommissioned: [],
};

/** The five words; case matters. */
export const isLifecycle = (word: string): word is Lifecycle => Object.hasOwn(MOVES, word);

/** An operator may move a machine so; staying is no move. */
export const canMove = (from: Lifecycle, to: Lifecycle): boolean => MOVES[from].includes(to);

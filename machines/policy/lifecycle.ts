import { BadInput } from '../errors.ts';
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

/** The lifecycle state that a word names. Throws `BadInput`. */
export function lifecycleIn(word: string): Lifecycle {
  if (isLifecycle(word)) return word;
  throw new BadInput(`"${word}" is no lifecycle state: pending, provisioning, active, maintenance or decommissioned`);
}

/** An operator may move a machine so; staying is no move. */
export const canMove = (from: Lifecycle, to: Lifecycle): boolean => MOVES[from].includes(to);

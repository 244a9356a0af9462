import type { Attempt, Problem } from '../model/attempt.ts';
import type { Stock } from '../ports.ts';

/** How an agent goes on from what it finds when its program starts. */
export interface Resumption {
  readonly step:
    | 'ask'
    /** Nothing has changed: the dead man is called off, and what is wanted is asked anew. */
    | 'withdraw'
    /** The profile first, then as `activate`. */
    | 'set_profile'
    /** Begins the switch, or waits for it. */
    | 'activate'
    /** Makes the closure the boot default, which only a reboot can bring. */
    | 'postpone'
    | 'confirm'
    | 'settle'
    | 'return';
  /** Why it goes back. */
  readonly problem: Problem | null;
}

const ASK: Resumption = { step: 'ask', problem: null };

/** Decides by the facts: what runs, which boot this is, what the dead man has done. */
export function resumption(stock: Stock): Resumption {
  const { attempt, running, hasFired } = stock;
  if (attempt === null) return ASK;
  if (attempt.phase === 'returning') return back(attempt.problem ?? failed('the agent lost its way'));
  if (wasRestarted(attempt, stock)) return afterRestart(attempt, running);
  if (hasFired) return back(attempt.problem ?? NOBODY_CONFIRMED);
  switch (attempt.phase) {
    case 'preparing':
      return { step: 'withdraw', problem: null };
    case 'switching':
      return { step: attempt.mode === 'switch' ? 'set_profile' : 'activate', problem: null };
    case 'postponing':
      return { step: 'postpone', problem: null };
    case 'confirming':
      return { step: 'confirm', problem: null };
    case 'settling':
      return { step: 'settle', problem: null };
    case 'awaiting_reboot':
      return ASK;
  }
}

/** Why a machine is back that its dead man took back. */
export const NOBODY_CONFIRMED: Problem = {
  outcome: 'unhealthy',
  reason: 'nobody confirmed in time that the machine is well',
};

function wasRestarted(attempt: Attempt, { bootId }: Stock): boolean {
  return attempt.bootId !== null && bootId !== null && attempt.bootId !== bootId;
}

/**
 * The dead man is gone. To try the same again could be to restart again: only a machine that came up on the path for the
 * first time, or that had proved itself before, goes on.
 */
function afterRestart({ phase, wanted }: Attempt, running: string): Resumption {
  if (phase === 'preparing') return { step: 'withdraw', problem: null };
  if (phase === 'confirming') return back(failed('the machine restarted while it had to prove itself'));
  if (running === wanted) return { step: phase === 'settling' ? 'settle' : 'confirm', problem: null };
  if (phase === 'awaiting_reboot') return back(failed(`the machine restarted, but ${running || 'nothing'} runs`));
  return back(failed('the machine restarted while it was activating'));
}

const back = (problem: Problem): Resumption => ({ step: 'return', problem });
const failed = (reason: string): Problem => ({ outcome: 'apply_failed', reason });

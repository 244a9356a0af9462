import type { Verdict } from '../../machines/model/rollout.ts';

const OPEN: readonly string[] = ['pending', 'soaking', 'reverting'] satisfies Verdict[];

/** Whether a machine that was judged so has still something before it. */
export const isOpen = (verdict: string): boolean => OPEN.includes(verdict);

import type { RolloutMachine } from '../../../machines/model/rollout.ts';
import { span } from '../../../machines/policy/span.ts';
import { isOpen, verdictLook } from './verdicts.ts';

const LONGEST = 160;

/** A machine's mark in words: who, what became of it, how long that took, and why. */
export function markWords({ machine_id, verdict, reason, started_at, settled_at }: RolloutMachine): string {
  const { word } = verdictLook(verdict);
  const isTold = started_at !== null;
  const took = isTold && settled_at !== null && !isOpen(verdict) ? `, after ${spanOf(started_at, settled_at)}` : '';
  const standing = !isTold && verdict === 'pending' ? 'not told yet' : `${word}${took}`;
  return `${machine_id}: ${standing}${reason === null ? '' : `: ${cut(reason)}`}`;
}

const spanOf = (from: string, to: string): string => span(Date.parse(to) - Date.parse(from));

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

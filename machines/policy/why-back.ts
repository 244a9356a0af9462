import { agentProgress } from './agent-progress.ts';
import type { Because, WhyFacts } from './why-facts.ts';

/**
 * What is to be said of a machine that a failed rollout has told, and has not taken back: it goes back later, its order is
 * on its way, or it was left as it is. `said` is what else there is to say of it. Undefined: it is not such a machine.
 */
export function whyNotBack(facts: WhyFacts, said: Because): Because | undefined {
  const { part, rollout, batches } = facts;
  if (rollout.status !== 'failed' || rollout.phase === null || part.startedAt === null || part.revertedAt !== null)
    return undefined;
  if (ANSWERED.includes(part.verdict)) return undefined;
  const batch = batches.find(({ index }) => index === part.batchIndex);
  if (batch === undefined || batch.status === 'pending') return undefined;
  if (rollout.phase !== 'reverting') return { ...said, sentence: `${said.sentence}; it was not taken back` };
  return beforeItsOrder(facts, said);
}

/** What is to be said of a machine that was told to go back. Its verdict became `reverting` then. */
export function whyGoingBack({ part, machine, now, rollout }: WhyFacts): Because {
  const { previous, settledAt: toldAt } = part;
  const sentence = `goes back to ${previous ?? 'what it ran before'}`;
  if (rollout.phase !== 'reverting')
    return { code: 'reverting', sentence: `${sentence}; nobody waits for it any more` };
  if (previous === null || toldAt === null) return { code: 'reverting', sentence };
  const leaves = { path: part.wanted, called: 'the path of the rollout' };
  const order = { machineId: part.machineId, path: previous, leaves, toldAt, now, until: endOfStep(rollout) };
  const progress = agentProgress(machine, order);
  return { ...progress, code: 'reverting', sentence: `${sentence}: ${progress.sentence}` };
}

/** Verdicts with which a machine has been told to go back, or need not. */
const ANSWERED: readonly string[] = ['reverting', 'reverted', 'revert_failed', 'superseded'];

function beforeItsOrder({ part, rollout }: WhyFacts, said: Because): Because {
  const { stepBack } = rollout;
  const so = said.code === 'not_waited_for' ? '' : `${said.sentence}; `;
  if (stepBack === null || stepBack.index <= part.batchIndex) {
    const sentence = `${so}the order to go back is on its way to the machine`;
    return { code: 'reverting', sentence, since: rollout.updatedAt, what: 'order', whom: 'executor' };
  }
  const { index, startedAt: since } = stepBack;
  const after = part.batchIndex + 1;
  const meanwhile = index === after ? '' : `, and batch ${index + 1} is at it`;
  return {
    code: 'reverting',
    sentence: `${so}goes back after batch ${after + 1} has${meanwhile}`,
    ...{ what: 'batch', whom: `batch:${index}`, since, until: endOfStep(rollout) },
  };
}

/** When machines of the batch that goes back are given up. */
const endOfStep = ({ stepBack, healthTimeoutMs }: WhyFacts['rollout']): number | null =>
  stepBack === null ? null : stepBack.startedAt + healthTimeoutMs;
